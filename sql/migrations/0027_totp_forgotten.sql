-- previous-binary: runs
-- The operator takes the second factor away from a member who has lost both phone and recovery codes.

DROP POLICY admin ON tenant.totp;
CREATE POLICY admin ON tenant.totp TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY admin ON tenant.recovery_code TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT DELETE ON tenant.totp TO acho_admin_definer;
GRANT SELECT (account_id, member_id), DELETE ON tenant.recovery_code TO acho_admin_definer;
GRANT SELECT (address_hash) ON tenant.member TO acho_admin_definer;
GRANT INSERT (member_id) ON tenant.outbox TO acho_admin_definer;
