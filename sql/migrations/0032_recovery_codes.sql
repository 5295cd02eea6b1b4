-- previous-binary: runs
-- A recovery code has 130 random bits from now on, so that its plain hash is enough.

COMMENT ON COLUMN tenant.recovery_code.code_hash IS 'SHA-256 of the account''s slug and the code''s 130 random bits.';
