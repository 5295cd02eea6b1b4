-- previous-binary: runs
-- Another address for a member: asked for by who is logged in, confirmed at the new one, undone from the old.

CREATE TABLE tenant.address_change (
  account_id        bigint NOT NULL,
  change_id         uuid NOT NULL,
  member_id         uuid NOT NULL,
  new_email         text NOT NULL CHECK (new_email !~ '[\r\n]'),
  new_address_hash  bytea NOT NULL CHECK (octet_length(new_address_hash) = 32),
  old_email         text CHECK (old_email !~ '[\r\n]'),
  asked_at          timestamptz NOT NULL DEFAULT now(),
  changed_at        timestamptz,
  PRIMARY KEY (account_id, change_id),
  FOREIGN KEY (account_id, member_id) REFERENCES tenant.member (account_id, member_id) ON DELETE CASCADE,
  CHECK ((old_email IS NULL) = (changed_at IS NULL))
);
CREATE UNIQUE INDEX address_change_pending ON tenant.address_change (account_id, member_id) WHERE changed_at IS NULL;
CREATE INDEX address_change_asked ON tenant.address_change (asked_at);
COMMENT ON TABLE tenant.address_change IS 'Changes of members'' addresses: at most one a member that waits to be confirmed, and those that may still be undone.';
COMMENT ON COLUMN tenant.address_change.account_id IS 'The account.';
COMMENT ON COLUMN tenant.address_change.change_id IS 'Row id; the link that undoes the change is bound to its SHA-256.';
COMMENT ON COLUMN tenant.address_change.member_id IS 'Whose address.';
COMMENT ON COLUMN tenant.address_change.new_email IS 'What it is to become, as typed.';
COMMENT ON COLUMN tenant.address_change.new_address_hash IS 'SHA-256 of it in lower case; the link that confirms the change is bound to it.';
COMMENT ON COLUMN tenant.address_change.old_email IS 'What it was; NULL until confirmed.';
COMMENT ON COLUMN tenant.address_change.asked_at IS 'When it was asked for last.';
COMMENT ON COLUMN tenant.address_change.changed_at IS 'When it was confirmed; NULL: not yet.';

ALTER TABLE tenant.address_change ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.address_change TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.address_change TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT (account_id, change_id, member_id, new_email, new_address_hash),
      UPDATE (new_email, new_address_hash, old_email, asked_at, changed_at), DELETE
   ON tenant.address_change TO acho_login_definer;
GRANT SELECT (account_id, change_id, asked_at, changed_at), DELETE ON tenant.address_change TO acho_courier_definer;

GRANT UPDATE (email, address_hash) ON tenant.member TO acho_login_definer;
GRANT SELECT (address_hash, account_id), INSERT (address_hash, account_id), DELETE ON directory.address TO acho_login_definer;

-- A mail with a link for an address that is given up is not sent.
GRANT SELECT (account_id, member_id, kind, recipient, state), INSERT (subject_hash), DELETE
   ON tenant.outbox TO acho_login_definer;
COMMENT ON COLUMN tenant.outbox.kind IS 'Which template, see fcgi/shared/mail/kinds.def.';
COMMENT ON COLUMN tenant.outbox.subject_hash IS 'What the link in the mail will be good for; release: the Official Account, as in directory.bot; email_change: the new address; email_changed: the change, see tenant.address_change. NULL: no more than its kind says.';

ALTER TABLE directory.link_token
  DROP CONSTRAINT link_token_purpose_check,
  ADD CONSTRAINT link_token_purpose_check CHECK (purpose IN ('release', 'reset', 'verify', 'address', 'undo')),
  ADD CONSTRAINT link_token_subject_check CHECK (purpose NOT IN ('address', 'undo') OR subject_hash IS NOT NULL);
COMMENT ON COLUMN directory.link_token.purpose IS 'What it may do: release an Official Account, reset a password, verify an address, change a member''s address, undo such a change.';
COMMENT ON COLUMN directory.link_token.subject_hash IS 'What it may do it to, as in tenant.outbox.';
