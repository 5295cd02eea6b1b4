-- previous-binary: runs
-- RSA keys: made ahead by the courier into a pool, leased, re-sealed for the account, stored.
--
-- An account has at most two: the key in use and a successor that waits to be proved. A lease ends
-- in a stored key or in nothing: a key whose lease lapsed is destroyed, because a worker may have
-- opened it.

CREATE TABLE directory.key_pool (
  pool_id       uuid PRIMARY KEY,
  n             text NOT NULL,
  sealed        bytea NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  account_id    bigint,
  successor     boolean,
  lease         uuid,
  leased_until  timestamptz,
  CHECK (num_nulls(account_id, successor, lease, leased_until) IN (0, 4))
);
CREATE INDEX key_pool_free ON directory.key_pool (created_at) WHERE account_id IS NULL;
CREATE UNIQUE INDEX key_pool_account ON directory.key_pool (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX key_pool_lease ON directory.key_pool (lease) WHERE account_id IS NOT NULL;
COMMENT ON TABLE directory.key_pool IS 'Key pairs made ahead. The private half is sealed for no account yet.';
COMMENT ON COLUMN directory.key_pool.pool_id IS 'Row id the private key is sealed to; later the id of the account''s key.';
COMMENT ON COLUMN directory.key_pool.n IS 'Modulus, base64url. The exponent is always AQAB.';
COMMENT ON COLUMN directory.key_pool.sealed IS 'PKCS#8 private key, sealed for scope '''', purpose pool.';
COMMENT ON COLUMN directory.key_pool.created_at IS 'When it was made.';
COMMENT ON COLUMN directory.key_pool.account_id IS 'Leased to this account, one key at a time; NULL: free.';
COMMENT ON COLUMN directory.key_pool.successor IS 'Leased to replace a key rather than to be the first.';
COMMENT ON COLUMN directory.key_pool.lease IS 'Name of the lease.';
COMMENT ON COLUMN directory.key_pool.leased_until IS 'When the lease lapses and the key is destroyed.';

CREATE TABLE directory.key_wanted (
  account_id  bigint PRIMARY KEY,
  wanted_at   timestamptz NOT NULL DEFAULT now(),
  due_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX key_wanted_due ON directory.key_wanted (due_at);
COMMENT ON TABLE directory.key_wanted IS 'Accounts that have no key yet. The row goes when a key is stored, so a worker that dies with a lease is made good by the courier.';
COMMENT ON COLUMN directory.key_wanted.account_id IS 'The account.';
COMMENT ON COLUMN directory.key_wanted.wanted_at IS 'Since when.';
COMMENT ON COLUMN directory.key_wanted.due_at IS 'Not to be given a key before; while a key is leased to the account, the end of that lease.';

GRANT SELECT, UPDATE (account_id, successor, lease, leased_until), DELETE
   ON directory.key_pool TO acho_link_definer, acho_courier_definer;
GRANT INSERT (pool_id, n, sealed) ON directory.key_pool TO acho_courier_definer;
GRANT SELECT, INSERT (account_id), UPDATE (due_at), DELETE ON directory.key_wanted TO acho_link_definer;
GRANT SELECT, UPDATE (due_at), DELETE ON directory.key_wanted TO acho_courier_definer;

CREATE TABLE tenant.assertion_key (
  account_id  bigint NOT NULL REFERENCES tenant.account (account_id),
  key_id      uuid NOT NULL,
  n           text NOT NULL,
  sealed      bytea NOT NULL,
  successor   boolean NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key_id),
  UNIQUE (account_id, successor)
);
COMMENT ON TABLE tenant.assertion_key IS 'The account''s keys for the Assertion Signing Key of its LINE Login channel: the one in use and at most one successor.';
COMMENT ON COLUMN tenant.assertion_key.account_id IS 'The account.';
COMMENT ON COLUMN tenant.assertion_key.key_id IS 'Row id the private key is sealed to.';
COMMENT ON COLUMN tenant.assertion_key.n IS 'Modulus, base64url. The exponent is always AQAB.';
COMMENT ON COLUMN tenant.assertion_key.sealed IS 'PKCS#8 private key, sealed for the account''s slug, purpose assertion_key.';
COMMENT ON COLUMN tenant.assertion_key.successor IS 'Waits to be proved; the key in use stays until then.';
COMMENT ON COLUMN tenant.assertion_key.created_at IS 'When the account got it.';

ALTER TABLE tenant.assertion_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY link ON tenant.assertion_key TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.assertion_key TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT (account_id, key_id, n, sealed, successor), UPDATE (successor), DELETE
   ON tenant.assertion_key TO acho_link_definer, acho_courier_definer;

-- What to sign with when a kid is to be proved: the successor first, then the key in use.
CREATE VIEW tenant.keys_to_try WITH (security_invoker = true) AS
SELECT u.account_id,
       coalesce(s.key_id, u.key_id) AS key1_id,
       coalesce(s.sealed, u.sealed) AS key1_sealed,
       CASE WHEN s.key_id IS NOT NULL THEN u.key_id END AS key2_id,
       CASE WHEN s.key_id IS NOT NULL THEN u.sealed END AS key2_sealed
  FROM tenant.assertion_key AS u
  LEFT JOIN tenant.assertion_key AS s ON s.account_id = u.account_id AND s.successor
 WHERE NOT u.successor;
COMMENT ON VIEW tenant.keys_to_try IS 'The keys of an account in the order a kid is tried against them.';
COMMENT ON COLUMN tenant.keys_to_try.account_id IS 'The account.';
COMMENT ON COLUMN tenant.keys_to_try.key1_id IS 'The successor while there is one, else the key in use.';
COMMENT ON COLUMN tenant.keys_to_try.key1_sealed IS 'Its private half.';
COMMENT ON COLUMN tenant.keys_to_try.key2_id IS 'The key in use beside a successor, else NULL.';
COMMENT ON COLUMN tenant.keys_to_try.key2_sealed IS 'Its private half.';
GRANT SELECT ON tenant.keys_to_try TO acho_link_definer, acho_courier_definer;
