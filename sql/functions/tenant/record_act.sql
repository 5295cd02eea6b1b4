-- tenant.record_act: a person did something to the account that is set; see tenant.event.
--
-- _about: the address of whom it was done to, if that is another; _role: the role they were given, if one was.
-- Who: definers of signup, login, link and admin. Locks nothing. Raises 23514 for a kind that is no kind.
DROP FUNCTION IF EXISTS tenant.record_act(text, uuid, text, text), tenant.record_act(text, uuid, text, text, text);
CREATE OR REPLACE FUNCTION tenant.record_act(
  _kind text, _member uuid, _ip text, _request_id text, _about text DEFAULT NULL, _role text DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO tenant.event (account_id, kind, member_id, ip, request_id, about, role)
  VALUES (tenant.current_account(), _kind, _member, nullif(_ip, ''), _request_id, _about, _role);
END
$$;
GRANT EXECUTE ON FUNCTION tenant.record_act(text, uuid, text, text, text, text)
   TO acho_signup_definer, acho_login_definer, acho_link_definer, acho_admin_definer;
