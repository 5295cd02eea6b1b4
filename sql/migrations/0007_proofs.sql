-- previous-binary: runs
-- Steps 12 and 14: what was pasted, what LINE said about it, and the value that holds.
--
-- tenant.proof has one row per account and step and carries the newest paste on its way to LINE.
-- A proved value moves on to tenant.login_channel or tenant.messaging_token and stays there until
-- another one is proved, so nothing pending or refuted ever displaces it.

CREATE TABLE tenant.proof (
  account_id       bigint NOT NULL REFERENCES tenant.account (account_id),
  step             text COLLATE "C" NOT NULL CHECK (step IN ('login_channel', 'messaging_token')),
  attempt          bigint NOT NULL,
  state            text NOT NULL CHECK (state IN ('pending', 'refuted', 'settled')),
  started_at       timestamptz NOT NULL,
  checked_at       timestamptz,
  proved_at        timestamptz,
  code             text,
  channel_id       text,
  kid              text,
  token_id         uuid,
  sealed           bytea,
  accept_expiry    boolean,
  due_at           timestamptz,
  tries            integer NOT NULL DEFAULT 0,
  lease            uuid,
  found_basic_id   text,
  found_name       text,
  line_status      integer,
  line_request_id  text,
  PRIMARY KEY (account_id, step),
  CHECK ((state = 'pending') = (due_at IS NOT NULL)),
  CHECK (CASE WHEN state <> 'pending' THEN num_nonnulls(channel_id, kid, token_id, sealed, accept_expiry, lease) = 0
              WHEN step = 'login_channel' THEN num_nulls(channel_id, kid) = 0
              ELSE num_nulls(token_id, sealed, accept_expiry) = 0 END)
) WITH (fillfactor = 80);
CREATE INDEX proof_due ON tenant.proof (due_at) WHERE state = 'pending';
CREATE INDEX proof_lease ON tenant.proof (lease) WHERE state = 'pending' AND lease IS NOT NULL;
COMMENT ON TABLE tenant.proof IS 'The newest paste of a step that LINE must prove.';
COMMENT ON COLUMN tenant.proof.account_id IS 'The account.';
COMMENT ON COLUMN tenant.proof.step IS 'login_channel (step 12) or messaging_token (step 14).';
COMMENT ON COLUMN tenant.proof.attempt IS 'Number of the paste. It only grows: an answer to an older one changes nothing.';
COMMENT ON COLUMN tenant.proof.state IS 'pending: LINE has not answered yet; refuted: LINE said no; settled: nothing is on its way (proved, or removed).';
COMMENT ON COLUMN tenant.proof.started_at IS 'When it was pasted.';
COMMENT ON COLUMN tenant.proof.checked_at IS 'When LINE was last asked about it.';
COMMENT ON COLUMN tenant.proof.proved_at IS 'When the value that holds was proved; NULL: none holds.';
COMMENT ON COLUMN tenant.proof.code IS 'Diagnosis of the newest paste, such as line.kid_unknown; NULL: none.';
COMMENT ON COLUMN tenant.proof.channel_id IS 'Pending step 12: channel ID of the LINE Login channel.';
COMMENT ON COLUMN tenant.proof.kid IS 'Pending step 12: kid LINE gave for the public key.';
COMMENT ON COLUMN tenant.proof.token_id IS 'Pending step 14: row id the token is sealed to.';
COMMENT ON COLUMN tenant.proof.sealed IS 'Pending step 14: channel access token, sealed for the account''s slug, purpose messaging_token.';
COMMENT ON COLUMN tenant.proof.accept_expiry IS 'Pending step 14: the merchant accepts a token that expires.';
COMMENT ON COLUMN tenant.proof.due_at IS 'Pending: not to be asked about before; while leased, the end of the lease.';
COMMENT ON COLUMN tenant.proof.tries IS 'How often the courier has taken this paste.';
COMMENT ON COLUMN tenant.proof.lease IS 'The courier''s claim; NULL while the worker of the request has it, or nobody.';
COMMENT ON COLUMN tenant.proof.found_basic_id IS 'Basic ID of the Official Account LINE named instead of the expected one.';
COMMENT ON COLUMN tenant.proof.found_name IS 'Its name.';
COMMENT ON COLUMN tenant.proof.line_status IS 'HTTP status of LINE''s last answer; NULL: no answer.';
COMMENT ON COLUMN tenant.proof.line_request_id IS 'X-Line-Request-Id of that answer, for LINE''s support.';

CREATE TABLE tenant.login_channel (
  account_id  bigint PRIMARY KEY REFERENCES tenant.account (account_id),
  channel_id  text NOT NULL,
  kid         text NOT NULL,
  key_id      uuid NOT NULL,
  FOREIGN KEY (account_id, key_id) REFERENCES tenant.assertion_key (account_id, key_id)
);
COMMENT ON TABLE tenant.login_channel IS 'The proved LINE Login channel. When it was proved stands in tenant.proof.';
COMMENT ON COLUMN tenant.login_channel.account_id IS 'The account.';
COMMENT ON COLUMN tenant.login_channel.channel_id IS 'Channel ID.';
COMMENT ON COLUMN tenant.login_channel.kid IS 'kid LINE gave for the key.';
COMMENT ON COLUMN tenant.login_channel.key_id IS 'The key it was proved with.';

CREATE TABLE tenant.messaging_token (
  account_id    bigint PRIMARY KEY REFERENCES tenant.account (account_id),
  token_id      uuid NOT NULL,
  sealed        bytea NOT NULL,
  bot_user_id   text NOT NULL,
  basic_id      text NOT NULL,
  premium_id    text,
  display_name  text NOT NULL,
  picture_url   text,
  channel_id    text,
  expires_at    timestamptz
);
COMMENT ON TABLE tenant.messaging_token IS 'The proved channel access token of the Messaging API and whose it is.';
COMMENT ON COLUMN tenant.messaging_token.account_id IS 'The account.';
COMMENT ON COLUMN tenant.messaging_token.token_id IS 'Row id the token is sealed to.';
COMMENT ON COLUMN tenant.messaging_token.sealed IS 'The token, sealed for the account''s slug, purpose messaging_token.';
COMMENT ON COLUMN tenant.messaging_token.bot_user_id IS 'LINE''s user ID of the Official Account.';
COMMENT ON COLUMN tenant.messaging_token.basic_id IS 'Its Basic ID, from LINE.';
COMMENT ON COLUMN tenant.messaging_token.premium_id IS 'Its premium ID, if it has one.';
COMMENT ON COLUMN tenant.messaging_token.display_name IS 'Its name, from LINE.';
COMMENT ON COLUMN tenant.messaging_token.picture_url IS 'Its picture, if it has one.';
COMMENT ON COLUMN tenant.messaging_token.channel_id IS 'Channel ID of the Messaging API channel.';
COMMENT ON COLUMN tenant.messaging_token.expires_at IS 'When the token ends; NULL: long-lived.';

CREATE TABLE directory.bot (
  bot_hash    bytea PRIMARY KEY CHECK (octet_length(bot_hash) = 32),
  account_id  bigint NOT NULL,
  linked_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX bot_account ON directory.bot (account_id);
COMMENT ON TABLE directory.bot IS 'Which account has linked an Official Account: one at a time.';
COMMENT ON COLUMN directory.bot.bot_hash IS 'SHA-256 of LINE''s user ID of the Official Account.';
COMMENT ON COLUMN directory.bot.account_id IS 'The account that has it.';
COMMENT ON COLUMN directory.bot.linked_at IS 'Since when.';
GRANT SELECT, INSERT (bot_hash, account_id), UPDATE (account_id), DELETE
   ON directory.bot TO acho_link_definer, acho_courier_definer;

ALTER TABLE tenant.proof ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant.login_channel ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant.messaging_token ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY login ON tenant.proof FOR SELECT TO acho_login_definer
  USING (account_id = tenant.current_account());
CREATE POLICY link ON tenant.proof TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.proof TO acho_courier_definer USING (true) WITH CHECK (true);
CREATE POLICY report ON tenant.proof FOR SELECT TO acho_report_definer USING (true);
GRANT SELECT, INSERT, UPDATE ON tenant.proof TO acho_link_definer;
GRANT SELECT, UPDATE ON tenant.proof TO acho_courier_definer;
GRANT SELECT (account_id, step, state, proved_at) ON tenant.proof TO acho_login_definer;
GRANT SELECT (account_id, step, state, started_at, checked_at, proved_at, code) ON tenant.proof TO acho_report_definer;

CREATE POLICY link ON tenant.login_channel TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.login_channel TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (channel_id, kid, key_id) ON tenant.login_channel TO acho_link_definer, acho_courier_definer;

CREATE POLICY link ON tenant.messaging_token TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.messaging_token TO acho_courier_definer USING (true) WITH CHECK (true);
CREATE POLICY report ON tenant.messaging_token FOR SELECT TO acho_report_definer USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.messaging_token TO acho_link_definer;
GRANT SELECT, INSERT, UPDATE ON tenant.messaging_token TO acho_courier_definer;
GRANT SELECT (account_id, basic_id, display_name, expires_at) ON tenant.messaging_token TO acho_report_definer;
