-- previous-binary: runs
-- acho-admin seals values again under a newer master key: it reads what is sealed and puts another seal in its place.
-- Like the rest of what it does, account by account: its definer sees the one that the function has set.

CREATE POLICY admin ON tenant.assertion_key TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY admin ON tenant.messaging_token TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT SELECT (account_id, key_id, sealed), UPDATE (sealed) ON tenant.assertion_key TO acho_admin_definer;
GRANT SELECT (account_id, token_id, sealed), UPDATE (sealed) ON tenant.messaging_token TO acho_admin_definer;
GRANT SELECT (step, token_id, sealed), UPDATE (sealed) ON tenant.proof TO acho_admin_definer;
GRANT SELECT (totp_id, sealed), UPDATE (sealed) ON tenant.totp TO acho_admin_definer;
GRANT SELECT (pool_id, sealed), UPDATE (sealed) ON directory.key_pool TO acho_admin_definer;
