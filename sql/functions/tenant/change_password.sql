-- tenant.change_password: a member of the account that is set has another password from now on.
--
-- Every login or confirmation under way ends, and so does every reset link; the member is told by mail.
-- Sessions are the caller's to end. The caller has locked the member.
-- Who: definer of login. Locks the attempts, the link tokens. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION tenant.change_password(_member uuid, _phc text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  UPDATE tenant.member AS m SET phc = _phc WHERE m.account_id = account AND m.member_id = _member;
  DELETE FROM directory.login_attempt AS l WHERE l.account_id = account AND l.member_id = _member;
  DELETE FROM directory.link_token AS t
   WHERE t.account_id = account AND t.purpose = 'reset' AND t.member_id = _member;
  PERFORM tenant.mail_member('password_changed', _member);
END
$$;
GRANT EXECUTE ON FUNCTION tenant.change_password(uuid, text) TO acho_login_definer;
