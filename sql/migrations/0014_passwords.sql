-- previous-binary: runs
-- A forgotten password, a changed one, and whether a member's address is known to be theirs.

-- Asked for by anybody, for any slug and address: one row, whatever there is. The courier finds out.
CREATE TABLE directory.reset_request (
  request_id    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug          text COLLATE "C" NOT NULL,
  address_hash  bytea NOT NULL CHECK (octet_length(address_hash) = 32),
  asked_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX reset_request_asked ON directory.reset_request (asked_at);
COMMENT ON TABLE directory.reset_request IS 'Somebody has forgotten a password, or says so. A row lives until the courier has looked at it.';
COMMENT ON COLUMN directory.reset_request.request_id IS 'Row id.';
COMMENT ON COLUMN directory.reset_request.slug IS 'Which account was meant, as given: perhaps none.';
COMMENT ON COLUMN directory.reset_request.address_hash IS 'SHA-256 of the address in lower case: perhaps nobody''s.';
COMMENT ON COLUMN directory.reset_request.asked_at IS 'When.';
GRANT INSERT (slug, address_hash) ON directory.reset_request TO acho_login_definer;
-- UPDATE for the lock that keeps two couriers off one request.
GRANT SELECT, UPDATE (asked_at), DELETE ON directory.reset_request TO acho_courier_definer;
GRANT SELECT (slug, account_id) ON directory.slug TO acho_courier_definer;
GRANT SELECT (address_hash) ON tenant.member TO acho_courier_definer;

ALTER TABLE directory.link_token
  DROP CONSTRAINT link_token_purpose_check,
  ADD CONSTRAINT link_token_purpose_check CHECK (purpose IN ('release', 'reset', 'verify')),
  ADD CONSTRAINT link_token_member_check CHECK (purpose = 'release' OR member_id IS NOT NULL);
COMMENT ON COLUMN directory.link_token.purpose IS 'What it may do: release an Official Account, reset a password, verify an address.';
COMMENT ON COLUMN directory.link_token.member_id IS 'Whom it was mailed to and acts for; release: NULL.';
GRANT SELECT, DELETE ON directory.link_token TO acho_login_definer;
GRANT INSERT (member_id) ON directory.link_token TO acho_courier_definer;

ALTER TABLE tenant.member ADD verified_at timestamptz;
COMMENT ON COLUMN tenant.member.verified_at IS 'When a link mailed to the address came back first: it is the member''s. NULL: not yet.';
GRANT SELECT (verified_at), UPDATE (verified_at) ON tenant.member TO acho_login_definer;

ALTER TABLE tenant.outbox ADD member_id uuid;
COMMENT ON COLUMN tenant.outbox.member_id IS 'Whom the mail is for, where its link acts for one member; NULL: nobody in particular.';
COMMENT ON COLUMN tenant.outbox.kind IS 'Which template: welcome; password_reset, password_changed; login_channel_ or messaging_token_ and proved, refuted (a paste), broken, recovered (a watched value); release (somebody asks for an Official Account), released (it is free).';
CREATE POLICY login ON tenant.outbox TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT INSERT (member_id) ON tenant.outbox TO acho_signup_definer, acho_courier_definer;
GRANT INSERT (account_id, message_id, kind, recipient, member_id) ON tenant.outbox TO acho_login_definer;

-- Welcome mails that wait get their link too.
ALTER TABLE tenant.outbox NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant.member NO FORCE ROW LEVEL SECURITY;
UPDATE tenant.outbox AS o SET member_id = m.member_id
  FROM tenant.member AS m
 WHERE o.kind = 'welcome' AND o.state = 'waiting' AND m.account_id = o.account_id AND m.role = 'owner';
ALTER TABLE tenant.member FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant.outbox FORCE ROW LEVEL SECURITY;

COMMENT ON COLUMN tenant.event.kind IS 'line.proved, line.refuted, line.pending: what LINE said of a paste; watch.refuted, watch.recovered: LINE no longer takes a proved value, or does again; bot.released: freed by a mailed link; session.ended: somebody ended sessions from the list; password.changed: by who knew it; password.reset: by a mailed link; email.verified.';
