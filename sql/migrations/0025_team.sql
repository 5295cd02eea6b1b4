-- previous-binary: runs
-- A team: an owner invites people by mail, who join with a password of their own.

ALTER TABLE tenant.member ADD name text CHECK (name !~ '[\r\n]');
COMMENT ON COLUMN tenant.member.name IS 'What mails call the person; NULL: as tenant.account.contact, who signed up.';

CREATE TABLE tenant.invitation (
  account_id     bigint NOT NULL REFERENCES tenant.account (account_id),
  invitation_id  uuid NOT NULL,
  email          text NOT NULL CHECK (email !~ '[\r\n]'),
  address_hash   bytea NOT NULL CHECK (octet_length(address_hash) = 32),
  role           text COLLATE "C" NOT NULL CHECK (role IN ('owner', 'manager', 'viewer')),
  invited_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, invitation_id),
  UNIQUE (account_id, address_hash)
);
CREATE INDEX invitation_invited_at ON tenant.invitation (invited_at);
COMMENT ON TABLE tenant.invitation IS 'Who is asked to join an account and has not yet: at most one an address.';
COMMENT ON COLUMN tenant.invitation.account_id IS 'The account.';
COMMENT ON COLUMN tenant.invitation.invitation_id IS 'Row id; the mailed link is bound to its SHA-256.';
COMMENT ON COLUMN tenant.invitation.email IS 'Whom, as typed by whoever invited.';
COMMENT ON COLUMN tenant.invitation.address_hash IS 'SHA-256 of it in lower case.';
COMMENT ON COLUMN tenant.invitation.role IS 'What the person will be, see tenant.acts().';
COMMENT ON COLUMN tenant.invitation.invited_at IS 'When, last.';

ALTER TABLE tenant.invitation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.invitation TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.invitation TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT (account_id, invitation_id, email, address_hash, role), UPDATE (invitation_id, email, role, invited_at), DELETE
   ON tenant.invitation TO acho_login_definer;
GRANT SELECT (account_id, invitation_id, invited_at), DELETE ON tenant.invitation TO acho_courier_definer;

GRANT SELECT (name, created_at), INSERT (account_id, member_id, email, address_hash, role, phc, name, verified_at), UPDATE (role), DELETE
   ON tenant.member TO acho_login_definer;
GRANT SELECT (name) ON tenant.member TO acho_courier_definer;
GRANT SELECT (created_at, subject_hash) ON tenant.outbox TO acho_login_definer;

ALTER TABLE directory.link_token
  DROP CONSTRAINT link_token_purpose_check,
  ADD CONSTRAINT link_token_purpose_check CHECK (purpose IN ('release', 'reset', 'verify', 'address', 'undo', 'join')),
  DROP CONSTRAINT link_token_member_check,
  ADD CONSTRAINT link_token_member_check CHECK (purpose IN ('release', 'join') OR member_id IS NOT NULL),
  DROP CONSTRAINT link_token_subject_check,
  ADD CONSTRAINT link_token_subject_check CHECK (purpose NOT IN ('address', 'undo', 'join') OR subject_hash IS NOT NULL);
COMMENT ON COLUMN directory.link_token.purpose IS 'What it may do: release an Official Account, reset a password, verify an address, change a member''s address, undo such a change, join an account.';
COMMENT ON COLUMN directory.link_token.member_id IS 'Whom it was mailed to and acts for; release and join: NULL.';
COMMENT ON COLUMN tenant.outbox.subject_hash IS 'What the link in the mail will be good for; release: the Official Account, as in directory.bot; email_change: the new address; email_changed: the change, see tenant.address_change; invitation: that, see tenant.invitation. NULL: no more than its kind says.';
