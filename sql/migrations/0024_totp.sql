-- previous-binary: runs
-- The second factor: a secret of one member of one account, and ten codes for when the phone is lost.

CREATE TABLE tenant.totp (
  account_id  bigint NOT NULL,
  member_id   uuid NOT NULL,
  sealed      bytea NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  on_at       timestamptz,
  last_step   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, member_id),
  FOREIGN KEY (account_id, member_id) REFERENCES tenant.member (account_id, member_id) ON DELETE CASCADE
);
COMMENT ON TABLE tenant.totp IS 'A member''s second factor (TOTP, RFC 6238), being set up or on.';
COMMENT ON COLUMN tenant.totp.account_id IS 'The account.';
COMMENT ON COLUMN tenant.totp.member_id IS 'Whose. The sealed secret opens with this id alone.';
COMMENT ON COLUMN tenant.totp.sealed IS 'The secret, sealed for this account and member.';
COMMENT ON COLUMN tenant.totp.created_at IS 'When the secret was made.';
COMMENT ON COLUMN tenant.totp.on_at IS 'Since when logging in asks for a code; NULL: none has been shown to work yet.';
COMMENT ON COLUMN tenant.totp.last_step IS 'Step of the last code taken, 30-second steps since 1970: only later ones are good.';
ALTER TABLE tenant.totp ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.totp TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT SELECT, INSERT (account_id, member_id, sealed), UPDATE (sealed, created_at, on_at, last_step), DELETE
   ON tenant.totp TO acho_login_definer;
CREATE POLICY courier ON tenant.totp TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT (account_id), DELETE ON tenant.totp TO acho_courier_definer;

CREATE TABLE tenant.recovery_code (
  account_id  bigint NOT NULL,
  member_id   uuid NOT NULL,
  code_hash   bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  PRIMARY KEY (account_id, member_id, code_hash),
  FOREIGN KEY (account_id, member_id) REFERENCES tenant.member (account_id, member_id) ON DELETE CASCADE
);
COMMENT ON TABLE tenant.recovery_code IS 'What takes the place of a code once: a row for each that is left.';
COMMENT ON COLUMN tenant.recovery_code.account_id IS 'The account.';
COMMENT ON COLUMN tenant.recovery_code.member_id IS 'Whose.';
COMMENT ON COLUMN tenant.recovery_code.code_hash IS 'SHA-256 of the account''s slug and the code''s 65 random bits.';
ALTER TABLE tenant.recovery_code ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.recovery_code TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT SELECT, INSERT (account_id, member_id, code_hash), DELETE ON tenant.recovery_code TO acho_login_definer;
CREATE POLICY courier ON tenant.recovery_code TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT (account_id), DELETE ON tenant.recovery_code TO acho_courier_definer;
