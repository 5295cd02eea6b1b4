-- previous-binary: runs
-- A browser that has logged in to an account is known there: guesses made in it are counted for itself.

CREATE TABLE directory.device (
  device_hash  bytea PRIMARY KEY CHECK (octet_length(device_hash) = 32),
  account_id   bigint NOT NULL,
  member_id    uuid NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL
);
CREATE INDEX device_member ON directory.device (account_id, member_id, created_at);
CREATE INDEX device_expires_at ON directory.device (expires_at);
COMMENT ON TABLE directory.device IS 'Browsers in which a member has logged in. They open nothing; a stranger''s guesses do not hold them up.';
COMMENT ON COLUMN directory.device.device_hash IS 'SHA-256 of the 32 bytes in the cookie; its counter in directory.throttle has the same key.';
COMMENT ON COLUMN directory.device.account_id IS 'The account.';
COMMENT ON COLUMN directory.device.member_id IS 'Who has logged in.';
COMMENT ON COLUMN directory.device.created_at IS 'When, last: each login makes another.';
COMMENT ON COLUMN directory.device.expires_at IS 'When it is forgotten, 400 days later.';
GRANT SELECT, INSERT (device_hash, account_id, member_id, expires_at), DELETE ON directory.device TO acho_login_definer;
GRANT SELECT (device_hash, account_id, expires_at), DELETE ON directory.device TO acho_courier_definer;
