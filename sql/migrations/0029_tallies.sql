-- previous-binary: runs
-- Guesses are counted over all accounts of an address and of a network, too, and sign-ups over a network.

CREATE TABLE directory.tally (
  tally_key  bytea NOT NULL CHECK (octet_length(tally_key) = 32),
  slug_hash  bytea NOT NULL CHECK (octet_length(slug_hash) = 32),
  ends_at    timestamptz NOT NULL,
  PRIMARY KEY (tally_key, slug_hash)
) WITH (fillfactor = 80);
CREATE INDEX tally_ends_at ON directory.tally (ends_at);
COMMENT ON TABLE directory.tally IS 'Accounts that an address, or a network, has failed to log in to within the hour, and those a network has made: a row an account, so that one lost password is one, however often it is tried.';
COMMENT ON COLUMN directory.tally.tally_key IS 'SHA-256 of what is counted and whose, see directory.tally_key().';
COMMENT ON COLUMN directory.tally.slug_hash IS 'SHA-256 of the slug as given: unknown ones count alike.';
COMMENT ON COLUMN directory.tally.ends_at IS 'When it is forgotten, an hour later.';
GRANT SELECT, INSERT, UPDATE (ends_at) ON directory.tally TO acho_login_definer, acho_signup_definer;
GRANT DELETE ON directory.tally TO acho_login_definer;
GRANT SELECT (tally_key, slug_hash, ends_at), DELETE ON directory.tally TO acho_courier_definer;

-- A sign-up over its network's limit leaves no trace of its key.
GRANT DELETE ON directory.idempotency TO acho_signup_definer;
