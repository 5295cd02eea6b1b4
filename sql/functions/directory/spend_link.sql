-- directory.spend_link: a mailed link is followed; it and its member's others of that purpose end.
--
-- As directory.enter_link, and nothing has changed when it returns NULLs. Of any number who follow one
-- link at once, one spends it. The member's row stays locked until the end of the transaction, as by
-- directory.spend_attempt, so no session is opened meanwhile.
-- Who: definer of login. Locks the member, then the link tokens. Errors: none.
CREATE OR REPLACE FUNCTION directory.spend_link(
  _token_hash bytea, _purpose text, _slug text, OUT account_id bigint, OUT member_id uuid)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
BEGIN
  SELECT * INTO link FROM directory.enter_link(_token_hash, _purpose, _slug);
  IF link.account_id IS NULL THEN
    RETURN;
  END IF;

  PERFORM FROM tenant.member AS m
    WHERE m.account_id = link.account_id AND m.member_id = link.member_id
      FOR NO KEY UPDATE;
  DELETE FROM directory.link_token AS t WHERE t.token_hash = _token_hash AND t.expires_at > now();
  IF NOT FOUND THEN
    RETURN;
  END IF;
  DELETE FROM directory.link_token AS t
   WHERE t.account_id = link.account_id AND t.purpose = _purpose AND t.member_id = link.member_id;
  account_id := link.account_id;
  member_id := link.member_id;
END
$$;
GRANT EXECUTE ON FUNCTION directory.spend_link(bytea, text, text) TO acho_login_definer;
