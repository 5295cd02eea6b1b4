-- directory.enter_link: whom a mailed link acts for, if it is one of that purpose and of exactly that account.
--
-- Sets acho.account. subject_hash: what it may do it to, see directory.link_token. NULLs for a token that is unknown, spent, expired, of another purpose or another
-- account, and while its account is suspended: from outside these cannot be told apart. Spends nothing, see directory.spend_link.
-- Who: definers of login and link. Locks nothing. Errors: none.
DROP FUNCTION IF EXISTS directory.enter_link(bytea, text, text);
CREATE OR REPLACE FUNCTION directory.enter_link(
  _token_hash bytea, _purpose text, _slug text, OUT account_id bigint, OUT member_id uuid, OUT subject_hash bytea)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  entered text;
BEGIN
  SELECT t.account_id, t.member_id, t.subject_hash INTO account_id, member_id, subject_hash
    FROM directory.link_token AS t
    JOIN directory.slug AS g ON g.account_id = t.account_id AND g.slug = _slug
   WHERE t.token_hash = _token_hash AND t.purpose = _purpose AND t.expires_at > now();
  entered := set_config('acho.account', account_id::text, true);
  IF EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = enter_link.account_id AND a.suspended_at IS NOT NULL) THEN
    account_id := NULL;
    member_id := NULL;
    subject_hash := NULL;
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION directory.enter_link(bytea, text, text) TO acho_login_definer, acho_link_definer;
