-- previous-binary: runs
-- A keyring of another installation, or one whose line was altered, is found out before it seals anything.

CREATE TABLE directory.master_key (
  master  text NOT NULL CHECK (master IN ('line', 'totp')),
  no      integer NOT NULL CHECK (no > 0),
  mark    bytea NOT NULL CHECK (octet_length(mark) = 16),
  PRIMARY KEY (master, no)
);
COMMENT ON TABLE directory.master_key IS 'Master keys that programs of this installation have come with; none of them can be told from its mark.';
COMMENT ON COLUMN directory.master_key.master IS 'What it is for: line or totp.';
COMMENT ON COLUMN directory.master_key.no IS 'Its number in the keyrings.';
COMMENT ON COLUMN directory.master_key.mark IS '16 bytes derived from it, see fcgi/shared/vault/known.h.';
GRANT SELECT, INSERT ON directory.master_key TO acho_login_definer, acho_link_definer, acho_courier_definer;
GRANT SELECT ON directory.master_key TO acho_admin_definer;
