-- previous-binary: runs
-- The vendor demands a second factor of every member of an account. Who has none may only set one up.

ALTER TABLE tenant.account ADD totp_required_at timestamptz;
COMMENT ON COLUMN tenant.account.totp_required_at IS 'Since when the vendor demands a second factor of every member; NULL: it is theirs to choose.';
GRANT SELECT (totp_required_at) ON tenant.account TO acho_login_definer;
GRANT SELECT (totp_required_at), UPDATE (totp_required_at) ON tenant.account TO acho_admin_definer;

-- Kept with the session, so that every function knows it from the one look-up it makes anyway.
ALTER TABLE directory.session ADD setup_required boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN directory.session.setup_required IS 'The account demands a second factor and the member has none: until there is one the session has no role.';
GRANT UPDATE (setup_required) ON directory.session TO acho_login_definer;
GRANT SELECT (setup_required), UPDATE (setup_required) ON directory.session TO acho_admin_definer;

CREATE POLICY admin ON tenant.totp FOR SELECT TO acho_admin_definer
  USING (account_id = tenant.current_account());
GRANT SELECT (account_id, member_id, on_at) ON tenant.totp TO acho_admin_definer;
