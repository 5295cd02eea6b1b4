-- tenant.record_act: a person did something to the account that is set; see tenant.event.
--
-- Who: definers of signup, login, link and admin. Locks nothing. Raises 23514 for a kind that is no kind.
CREATE OR REPLACE FUNCTION tenant.record_act(_kind text, _member uuid, _ip text, _request_id text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO tenant.event (account_id, kind, member_id, ip, request_id)
  VALUES (tenant.current_account(), _kind, _member, nullif(_ip, ''), _request_id);
END
$$;
GRANT EXECUTE ON FUNCTION tenant.record_act(text, uuid, text, text) TO acho_signup_definer, acho_login_definer, acho_link_definer, acho_admin_definer;
