-- previous-binary: runs
-- Accounts and the people in them: what sign-up makes.
--
-- An address identifies nobody: it may own any number of accounts. The slug does, and directory.slug
-- is where an account gets its number, so no other table hands one out.

CREATE TABLE directory.slug (
  slug        text COLLATE "C" PRIMARY KEY CHECK (slug ~ '^[0-9a-hjkmnp-tv-z]{13}$'),
  account_id  bigint NOT NULL UNIQUE GENERATED ALWAYS AS IDENTITY,
  created_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE directory.slug IS 'Which account a login URL means. A slug never changes and is never used again.';
COMMENT ON COLUMN directory.slug.slug IS '13 characters of lower-case Crockford base32 (65 random bits): an identifier, not a secret.';
COMMENT ON COLUMN directory.slug.account_id IS 'Number of the account. It never leaves the database.';
COMMENT ON COLUMN directory.slug.created_at IS 'When the account was made.';
GRANT SELECT (slug, account_id), INSERT (slug) ON directory.slug TO acho_signup_definer;
GRANT SELECT (slug, account_id) ON directory.slug TO acho_login_definer;

CREATE TABLE directory.address (
  address_hash  bytea NOT NULL CHECK (octet_length(address_hash) = 32),
  account_id    bigint NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (address_hash, account_id)
);
COMMENT ON TABLE directory.address IS 'Which accounts an address belongs to; any number. Only hashes of addresses.';
COMMENT ON COLUMN directory.address.address_hash IS 'SHA-256 of the address in lower case, see directory.address_hash().';
COMMENT ON COLUMN directory.address.account_id IS 'An account with a member of this address.';
COMMENT ON COLUMN directory.address.created_at IS 'When the address came to this account.';
GRANT INSERT (address_hash, account_id) ON directory.address TO acho_signup_definer;

CREATE TABLE directory.idempotency (
  key_hash    bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
  digest      bytea NOT NULL,
  phc         text NOT NULL,
  slug        text COLLATE "C" NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX idempotency_created_at ON directory.idempotency (created_at);
COMMENT ON TABLE directory.idempotency IS 'Sign-ups that were made under an Idempotency-Key, kept for 24 hours: the same key gets the same answer.';
COMMENT ON COLUMN directory.idempotency.key_hash IS 'SHA-256 of the key the browser sent.';
COMMENT ON COLUMN directory.idempotency.digest IS 'Digest of every field of that sign-up but the password.';
COMMENT ON COLUMN directory.idempotency.phc IS 'Argon2id hash of the password as of then; a replay is checked against it.';
COMMENT ON COLUMN directory.idempotency.slug IS 'Slug of the account that was made.';
COMMENT ON COLUMN directory.idempotency.created_at IS 'When that sign-up was made.';
GRANT SELECT, INSERT (key_hash, digest, phc, slug), UPDATE (digest, phc, slug, created_at)
   ON directory.idempotency TO acho_signup_definer;
GRANT SELECT (key_hash, created_at), DELETE ON directory.idempotency TO acho_courier_definer;

CREATE TABLE tenant.account (
  account_id  bigint PRIMARY KEY,
  slug        text COLLATE "C" NOT NULL,
  company     text NOT NULL CHECK (company !~ '[\r\n]'),
  contact     text NOT NULL CHECK (contact !~ '[\r\n]'),
  phone       text CHECK (phone !~ '[\r\n]'),
  locale      text NOT NULL CHECK (locale IN ('zh-TW', 'en', 'ja')),
  created_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE tenant.account IS 'A merchant''s account: the tenant.';
COMMENT ON COLUMN tenant.account.account_id IS 'Number of the account, given by directory.slug.';
COMMENT ON COLUMN tenant.account.slug IS 'What its login URL calls it.';
COMMENT ON COLUMN tenant.account.company IS 'Name of the shop or company, as typed. Stands in mails, so it holds no line break.';
COMMENT ON COLUMN tenant.account.contact IS 'Name of the person to talk to, as typed.';
COMMENT ON COLUMN tenant.account.phone IS 'Telephone number, as typed; NULL when none was given.';
COMMENT ON COLUMN tenant.account.locale IS 'Language of its mails.';
COMMENT ON COLUMN tenant.account.created_at IS 'When it signed up.';

CREATE TABLE tenant.member (
  account_id    bigint NOT NULL REFERENCES tenant.account (account_id),
  member_id     uuid NOT NULL,
  email         text NOT NULL CHECK (email !~ '[\r\n]'),
  address_hash  bytea NOT NULL CHECK (octet_length(address_hash) = 32),
  role          text NOT NULL CHECK (role IN ('owner')),
  phc           text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, member_id),
  UNIQUE (account_id, address_hash)
);
COMMENT ON TABLE tenant.member IS 'A person who can log in to an account.';
COMMENT ON COLUMN tenant.member.account_id IS 'The account.';
COMMENT ON COLUMN tenant.member.member_id IS 'Row id.';
COMMENT ON COLUMN tenant.member.email IS 'The address as typed; mails go there.';
COMMENT ON COLUMN tenant.member.address_hash IS 'SHA-256 of the address in lower case: how addresses are compared.';
COMMENT ON COLUMN tenant.member.role IS 'What the person may do in the account.';
COMMENT ON COLUMN tenant.member.phc IS 'Argon2id hash of the password with its parameters (PHC string).';
COMMENT ON COLUMN tenant.member.created_at IS 'When the person came to the account.';

ALTER TABLE tenant.account ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant.member ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY signup ON tenant.account TO acho_signup_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY login ON tenant.account TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.account FOR SELECT TO acho_courier_definer USING (true);
CREATE POLICY report ON tenant.account FOR SELECT TO acho_report_definer USING (true);
GRANT INSERT (account_id, slug, company, contact, phone, locale) ON tenant.account TO acho_signup_definer;
GRANT SELECT (account_id, slug, company) ON tenant.account TO acho_login_definer;
GRANT SELECT (account_id, slug, company, contact, locale) ON tenant.account TO acho_courier_definer;
GRANT SELECT (account_id, slug, company, created_at) ON tenant.account TO acho_report_definer;

CREATE POLICY signup ON tenant.member TO acho_signup_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY login ON tenant.member TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.member FOR SELECT TO acho_courier_definer USING (true);
CREATE POLICY report ON tenant.member FOR SELECT TO acho_report_definer USING (true);
GRANT INSERT (account_id, member_id, email, address_hash, role, phc) ON tenant.member TO acho_signup_definer;
GRANT SELECT (account_id, member_id, email, address_hash, role, phc), UPDATE (phc)
   ON tenant.member TO acho_login_definer;
GRANT SELECT (account_id, member_id, email, role) ON tenant.member TO acho_courier_definer;
GRANT SELECT (account_id, email, role) ON tenant.member TO acho_report_definer;
