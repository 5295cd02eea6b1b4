-- previous-binary: runs
-- The operator suspends an account and lets it go on. Nothing of it is lost; to whoever comes it is as if it were not there.

ALTER TABLE tenant.account ADD suspended_at timestamptz;
COMMENT ON COLUMN tenant.account.suspended_at IS 'Since when the operator has it suspended; NULL: it is not.';
GRANT SELECT (suspended_at) ON tenant.account
   TO acho_login_definer, acho_link_definer, acho_courier_definer, acho_report_definer;

CREATE POLICY admin ON tenant.account TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT SELECT (account_id, suspended_at), UPDATE (suspended_at) ON tenant.account TO acho_admin_definer;

-- Its sessions end. UPDATE for the lock that has a login under way end before or begin after.
CREATE POLICY admin ON tenant.member TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY admin ON tenant.session TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT SELECT (account_id, member_id, email, role), UPDATE (verified_at) ON tenant.member TO acho_admin_definer;
GRANT SELECT (account_id, session_id), DELETE ON tenant.session TO acho_admin_definer;
GRANT SELECT (session_hash, account_id, member_id, session_id), DELETE ON directory.session TO acho_admin_definer;
GRANT SELECT (account_id, member_id, session_hash), DELETE ON directory.login_attempt TO acho_admin_definer;

-- What LINE is asked about rests.
CREATE POLICY admin ON tenant.proof TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT SELECT (account_id, state, due_at), UPDATE (due_at, lease) ON tenant.proof TO acho_admin_definer;
GRANT UPDATE (lease) ON tenant.watch TO acho_admin_definer;
COMMENT ON COLUMN tenant.proof.due_at IS 'Pending: not to be asked about before; while leased, the end of the lease; infinity: the account is suspended.';
COMMENT ON COLUMN tenant.watch.due_at IS 'Not to be asked about before; while leased, the end of the lease; infinity: the account is suspended.';

-- Its owners are told, and it is an event.
CREATE POLICY admin ON tenant.outbox TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY admin ON tenant.event TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT INSERT (account_id, message_id, kind, recipient, subject_hash) ON tenant.outbox TO acho_admin_definer;
GRANT INSERT (account_id, kind, member_id, ip, request_id) ON tenant.event TO acho_admin_definer;
