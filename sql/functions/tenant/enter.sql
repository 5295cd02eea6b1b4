-- tenant.enter: the way in for whoever has a session: its account is entered, if the member may do `_act` there.
--
-- Not for login.session, which every page asks first and which looks the session up itself.
-- NULL for `_act`: what any member may. _young: only where the password was given within 15 minutes.
-- On a problem no account is entered.
-- Problem: session.required; role.denied or totp.setup_required; session.confirm.
-- Who: definers of login and link. Sets acho.account. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.enter(
  _session bytea, _slug text, _act text DEFAULT NULL, _young boolean DEFAULT false,
  OUT problem text, OUT account_id bigint, OUT member_id uuid, OUT session_id uuid, OUT young boolean, OUT role text)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  entered text;
BEGIN
  SELECT l.account_id, l.member_id, l.session_id, l.young, l.role
    INTO account_id, member_id, session_id, young, role
    FROM directory.live_session(_session, _slug) AS l;
  problem := CASE WHEN NOT FOUND THEN 'session.required'
                  WHEN _act IS NOT NULL AND NOT tenant.may(role, _act) THEN tenant.refusal(role)
                  WHEN _young AND NOT young THEN 'session.confirm' END;
  IF problem IS NULL THEN
    entered := set_config('acho.account', account_id::text, true);
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.enter(bytea, text, text, boolean) TO acho_login_definer, acho_link_definer;
