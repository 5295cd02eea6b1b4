-- previous-binary: runs
-- The picture of the linked Official Account, fetched once from where LINE keeps it, so that a page can show whose it is.

CREATE TABLE tenant.oa_picture (
  account_id  bigint PRIMARY KEY REFERENCES tenant.messaging_token (account_id) ON DELETE CASCADE,
  url         text NOT NULL,
  media_type  text CHECK (media_type IN ('image/jpeg', 'image/png')),
  width       integer CHECK (width > 0),
  height      integer CHECK (height > 0),
  bytes       bytea CHECK (octet_length(bytes) BETWEEN 1 AND 262144),
  digest      bytea GENERATED ALWAYS AS (sha256(bytes)) STORED,
  fetched_at  timestamptz,
  tries       integer NOT NULL DEFAULT 0,
  due_at      timestamptz,
  lease       uuid,
  CHECK (num_nonnulls(media_type, width, height, bytes, fetched_at) IN (0, 5)),
  CHECK (lease IS NULL OR due_at IS NOT NULL)
);
ALTER TABLE tenant.oa_picture ALTER COLUMN bytes SET STORAGE EXTERNAL; -- what it holds is compressed already
CREATE INDEX oa_picture_due ON tenant.oa_picture (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX oa_picture_lease ON tenant.oa_picture (lease) WHERE lease IS NOT NULL;
COMMENT ON TABLE tenant.oa_picture IS 'The picture of the linked Official Account. A row comes with a token whose account has one, and goes with it.';
COMMENT ON COLUMN tenant.oa_picture.account_id IS 'The account.';
COMMENT ON COLUMN tenant.oa_picture.url IS 'Where LINE keeps it, as LINE last said.';
COMMENT ON COLUMN tenant.oa_picture.media_type IS 'What the bytes are, judged by themselves; NULL: none have been fetched.';
COMMENT ON COLUMN tenant.oa_picture.width IS 'Pixels.';
COMMENT ON COLUMN tenant.oa_picture.height IS 'Pixels.';
COMMENT ON COLUMN tenant.oa_picture.bytes IS 'The file as LINE gave it.';
COMMENT ON COLUMN tenant.oa_picture.digest IS 'Its SHA-256: by it a browser asks whether its copy is still good.';
COMMENT ON COLUMN tenant.oa_picture.fetched_at IS 'When it was fetched.';
COMMENT ON COLUMN tenant.oa_picture.tries IS 'How often a courier has taken this address.';
COMMENT ON COLUMN tenant.oa_picture.due_at IS 'Not to be fetched before; while leased, the end of the lease; NULL: fetched, or given up.';
COMMENT ON COLUMN tenant.oa_picture.lease IS 'The courier''s claim; NULL: nobody is fetching it.';

ALTER TABLE tenant.oa_picture ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.oa_picture FOR SELECT TO acho_login_definer
  USING (account_id = tenant.current_account());
CREATE POLICY link ON tenant.oa_picture TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.oa_picture TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT (account_id, media_type, width, height, bytes, digest, fetched_at) ON tenant.oa_picture TO acho_login_definer;
GRANT SELECT (account_id, url, due_at), INSERT (account_id, url, due_at), UPDATE (url, tries, due_at, lease), DELETE
   ON tenant.oa_picture TO acho_link_definer;
GRANT SELECT (account_id, url, tries, due_at, lease), INSERT (account_id, url, due_at),
      UPDATE (url, media_type, width, height, bytes, fetched_at, tries, due_at, lease), DELETE
   ON tenant.oa_picture TO acho_courier_definer;

-- Who is linked already, spread over the first hour; in the skin of the one definer that sees every account.
SET LOCAL ROLE acho_courier_definer;
INSERT INTO tenant.oa_picture (account_id, url, due_at)
SELECT m.account_id, m.picture_url, now() + random() * interval '1 hour'
  FROM tenant.messaging_token AS m
 WHERE m.picture_url IS NOT NULL;
RESET ROLE;
