-- tenant.forget_totp: a member of the account that is set has no second factor any more; was one on?
--
-- Then logins and confirmations under way end, because they were asked for a code of it; the member is told by
-- mail; and where the account demands one, the member's sessions are good for setting up another alone.
-- Who: definers of login and admin, who have locked the member. Locks the secret, the codes, the attempts, the
-- sessions. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION tenant.forget_totp(_member uuid) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
  was_on boolean;
BEGIN
  DELETE FROM tenant.recovery_code AS c WHERE c.account_id = account AND c.member_id = _member;
  DELETE FROM tenant.totp AS t WHERE t.account_id = account AND t.member_id = _member
  RETURNING t.on_at IS NOT NULL INTO was_on;
  IF was_on IS NOT TRUE THEN
    RETURN false;
  END IF;
  DELETE FROM directory.login_attempt AS l WHERE l.account_id = account AND l.member_id = _member;
  UPDATE directory.session AS s SET setup_required = true
   WHERE s.account_id = account AND s.member_id = _member
     AND EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = account AND a.totp_required_at IS NOT NULL);
  PERFORM tenant.mail_member('totp_off', _member);
  RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.forget_totp(uuid) TO acho_login_definer, acho_admin_definer;
