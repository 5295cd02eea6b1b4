-- previous-binary: runs
-- What is kept sealed opens in its own row alone, and what does not open is seen.

-- Each secret of a second factor has an id of its own that it is sealed to: an earlier secret of the same member,
-- put back into the row, does not open.
ALTER TABLE tenant.totp ADD totp_id uuid;
COMMENT ON COLUMN tenant.totp.totp_id IS 'Row id the secret is sealed to; NULL: sealed to member_id, before there were such ids.';
COMMENT ON COLUMN tenant.totp.member_id IS 'Whose.';
COMMENT ON COLUMN tenant.totp.sealed IS 'The secret, sealed for the account''s slug, purpose totp.';
GRANT INSERT (totp_id), UPDATE (totp_id) ON tenant.totp TO acho_login_definer;

ALTER TABLE tenant.watch ADD locked_at timestamptz;
COMMENT ON COLUMN tenant.watch.locked_at IS 'Since when the courier''s keyring lacks the master that the value is sealed under; NULL: it has it.';
COMMENT ON COLUMN tenant.watch.refuted_at IS 'Since when it counts as refuted: two refusals long enough apart, or damaged. NULL: it still holds.';
GRANT SELECT (locked_at) ON tenant.watch TO acho_report_definer;
