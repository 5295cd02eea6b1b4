-- tenant.enter_team: enter the account of a session, to change who is in it; one such change at a time.
--
-- As directory.live_session, asked once more when the members are locked: of two owners who take each other's role
-- away, the second is no owner any more. NULLs without a session.
-- Who: definer of login. Sets acho.account. Locks the members, in the order of their ids. Errors: none.
CREATE OR REPLACE FUNCTION tenant.enter_team(
  _session bytea, _slug text, OUT account_id bigint, OUT member_id uuid, OUT young boolean, OUT role text)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  entered text;
BEGIN
  SELECT l.account_id INTO account_id FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  entered := set_config('acho.account', account_id::text, true);
  PERFORM FROM tenant.member AS m WHERE m.account_id = enter_team.account_id ORDER BY m.member_id FOR NO KEY UPDATE;
  SELECT l.member_id, l.young, l.role INTO member_id, young, role FROM directory.live_session(_session, _slug) AS l;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.enter_team(bytea, text) TO acho_login_definer;
