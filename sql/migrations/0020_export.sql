-- previous-binary: runs
-- An owner takes the account's data out: login reads all of it, but for what is sealed.

CREATE POLICY login ON tenant.assertion_key FOR SELECT TO acho_login_definer
  USING (account_id = tenant.current_account());
CREATE POLICY login ON tenant.login_channel FOR SELECT TO acho_login_definer
  USING (account_id = tenant.current_account());
CREATE POLICY login ON tenant.messaging_token FOR SELECT TO acho_login_definer
  USING (account_id = tenant.current_account());
GRANT SELECT (account_id, key_id, n, successor, created_at) ON tenant.assertion_key TO acho_login_definer;
GRANT SELECT (account_id, channel_id, kid) ON tenant.login_channel TO acho_login_definer;
GRANT SELECT (account_id, bot_user_id, basic_id, premium_id, display_name, picture_url, channel_id, expires_at)
   ON tenant.messaging_token TO acho_login_definer;
GRANT SELECT (contact, phone, locale, created_at) ON tenant.account TO acho_login_definer;
GRANT SELECT (created_at) ON tenant.member TO acho_login_definer;
GRANT SELECT (name, basic_id, entered_at) ON tenant.oa TO acho_login_definer;
GRANT SELECT (channel_id, kid, found_basic_id, found_name, line_status, line_request_id) ON tenant.proof TO acho_login_definer;
GRANT SELECT (refused_at, line_call, line_status, line_request_id) ON tenant.watch TO acho_login_definer;
GRANT SELECT (message_id, created_at, settled_at, last_status) ON tenant.outbox TO acho_login_definer;
GRANT SELECT (line_call, line_status, line_request_id) ON tenant.event TO acho_login_definer;
