-- previous-binary: runs
-- Leaving: an owner asks for the account to be deleted, 14 days pass in which it can be taken back, and then
-- the courier takes away all there is. What stays is a number.

ALTER TABLE tenant.account
  ADD closing_at  timestamptz,
  ADD goodbye_at  timestamptz;
CREATE INDEX account_closing ON tenant.account (closing_at) WHERE closing_at IS NOT NULL;
COMMENT ON COLUMN tenant.account.closing_at IS 'When an owner asked for it to be deleted, which happens 14 days later; NULL: nobody did.';
COMMENT ON COLUMN tenant.account.goodbye_at IS 'When those 14 days were over: its owners are told, nobody logs in any more, its rows go next. NULL: not yet.';

-- Asking, and taking it back: link, which frees the Official Account with it.
DROP POLICY link ON tenant.account;
CREATE POLICY link ON tenant.account TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY link ON tenant.member TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY link ON tenant.outbox TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT SELECT (company, closing_at, goodbye_at), UPDATE (closing_at) ON tenant.account TO acho_link_definer;
GRANT SELECT (account_id, member_id, email, role) ON tenant.member TO acho_link_definer;
GRANT INSERT (account_id, message_id, kind, recipient, subject_hash) ON tenant.outbox TO acho_link_definer;
GRANT INSERT (member_id, ip, request_id) ON tenant.event TO acho_link_definer;
GRANT SELECT (closing_at) ON tenant.account TO acho_login_definer, acho_report_definer;
GRANT SELECT (goodbye_at) ON tenant.account TO acho_admin_definer;

-- Taking all of it away: the courier.
DROP POLICY courier ON tenant.account;
CREATE POLICY courier ON tenant.account TO acho_courier_definer USING (true) WITH CHECK (true);
DROP POLICY courier ON tenant.member;
CREATE POLICY courier ON tenant.member TO acho_courier_definer USING (true) WITH CHECK (true);
DROP POLICY courier ON tenant.oa;
CREATE POLICY courier ON tenant.oa TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT (closing_at, goodbye_at), UPDATE (goodbye_at, suspended_at), DELETE ON tenant.account TO acho_courier_definer;
GRANT DELETE ON tenant.member, tenant.oa, tenant.proof, tenant.login_channel, tenant.messaging_token, tenant.watch,
                tenant.event, directory.slug, directory.address
   TO acho_courier_definer;
GRANT SELECT (account_id, at, event_id) ON tenant.event TO acho_courier_definer;
GRANT SELECT (account_id) ON directory.login_attempt, directory.link_token TO acho_courier_definer;
CREATE INDEX release_account ON directory.release (account_id);

CREATE TABLE directory.spent_slug (
  slug_hash  bytea PRIMARY KEY CHECK (octet_length(slug_hash) = 32)
);
COMMENT ON TABLE directory.spent_slug IS 'Slugs of accounts that were deleted: an old bookmark never leads to another shop.';
COMMENT ON COLUMN directory.spent_slug.slug_hash IS 'SHA-256 of the slug.';
GRANT SELECT ON directory.spent_slug TO acho_signup_definer;
GRANT INSERT (slug_hash) ON directory.spent_slug TO acho_courier_definer;

CREATE TABLE directory.departure (
  month     timestamptz PRIMARY KEY,
  accounts  integer NOT NULL CHECK (accounts > 0)
);
COMMENT ON TABLE directory.departure IS 'How many accounts were deleted in a month: all that is left of them.';
COMMENT ON COLUMN directory.departure.month IS 'Its first instant by the clock of Asia/Taipei.';
COMMENT ON COLUMN directory.departure.accounts IS 'Accounts deleted in it.';
GRANT SELECT, INSERT (month, accounts), UPDATE (accounts) ON directory.departure TO acho_courier_definer;
GRANT SELECT ON directory.departure TO acho_report_definer;
GRANT USAGE ON SCHEMA directory TO acho_report_definer;
