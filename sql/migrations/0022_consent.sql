-- previous-binary: runs
-- Who agreed to which terms and privacy policy, and when.

CREATE TABLE tenant.consent (
  account_id  bigint NOT NULL REFERENCES tenant.account (account_id),
  version     text COLLATE "C" NOT NULL,
  member_id   uuid NOT NULL,
  given_at    timestamptz NOT NULL DEFAULT now(),
  ip          text,
  PRIMARY KEY (account_id, version, member_id)
);
COMMENT ON TABLE tenant.consent IS 'Agreements to the terms and the privacy policy. A row stays when its member leaves.';
COMMENT ON COLUMN tenant.consent.account_id IS 'The account.';
COMMENT ON COLUMN tenant.consent.version IS 'Which version, as ACHO_TERMS_VERSION called it then.';
COMMENT ON COLUMN tenant.consent.member_id IS 'Who agreed: the account''s owner, or one of them.';
COMMENT ON COLUMN tenant.consent.given_at IS 'When.';
COMMENT ON COLUMN tenant.consent.ip IS 'Address the request came from.';

ALTER TABLE tenant.consent ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY signup ON tenant.consent TO acho_signup_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY login ON tenant.consent TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.consent TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT INSERT (account_id, version, member_id, ip) ON tenant.consent TO acho_signup_definer, acho_login_definer;
GRANT SELECT ON tenant.consent TO acho_login_definer;
GRANT SELECT (account_id), DELETE ON tenant.consent TO acho_courier_definer;

-- Agreed to at sign-up, it is an event.
CREATE POLICY signup ON tenant.event TO acho_signup_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT INSERT (account_id, kind, member_id, ip, request_id) ON tenant.event TO acho_signup_definer;
