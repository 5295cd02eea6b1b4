-- previous-binary: runs
-- Logging in: attempts, sessions and the throttle.
--
-- A session has two halves. directory.session is what a cookie's hash leads to; tenant.session is
-- what its owner may list.

CREATE TABLE directory.session (
  session_hash  bytea PRIMARY KEY CHECK (octet_length(session_hash) = 32),
  slug          text COLLATE "C" NOT NULL,
  account_id    bigint NOT NULL,
  member_id     uuid NOT NULL,
  session_id    uuid NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  idle_for      interval NOT NULL,
  seen_at       timestamptz NOT NULL DEFAULT now(),
  confirmed_at  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);
CREATE INDEX session_expires_at ON directory.session (expires_at);
COMMENT ON TABLE directory.session IS 'Whose session a cookie is. seen_at carries no index, so that touching it stays within the page.';
COMMENT ON COLUMN directory.session.session_hash IS 'SHA-256 of the 32 bytes in the cookie.';
COMMENT ON COLUMN directory.session.slug IS 'Slug of that account, to be compared with the path: a slug never changes, and every page is spared a look-up.';
COMMENT ON COLUMN directory.session.account_id IS 'The one account the session opens.';
COMMENT ON COLUMN directory.session.member_id IS 'Who is logged in.';
COMMENT ON COLUMN directory.session.session_id IS 'The other half, in tenant.session.';
COMMENT ON COLUMN directory.session.created_at IS 'When the person logged in.';
COMMENT ON COLUMN directory.session.expires_at IS 'When it ends whatever happens.';
COMMENT ON COLUMN directory.session.idle_for IS 'How long it may stay unused.';
COMMENT ON COLUMN directory.session.seen_at IS 'When it was last used, to the minute.';
COMMENT ON COLUMN directory.session.confirmed_at IS 'When the password was last given: at login or to confirm.';
GRANT SELECT, INSERT, DELETE, UPDATE (seen_at, confirmed_at) ON directory.session TO acho_login_definer;
GRANT SELECT ON directory.session TO acho_link_definer;
GRANT SELECT (session_hash, account_id, session_id, expires_at, idle_for, seen_at), DELETE
   ON directory.session TO acho_courier_definer;

CREATE TABLE directory.login_attempt (
  attempt_hash  bytea PRIMARY KEY CHECK (octet_length(attempt_hash) = 32),
  account_id    bigint,
  member_id     uuid,
  phc_hash      bytea,
  session_hash  bytea,
  throttle_key  bytea NOT NULL,
  expires_at    timestamptz NOT NULL,
  CHECK (num_nulls(account_id, member_id, phc_hash) IN (0, 3))
);
CREATE INDEX login_attempt_expires_at ON directory.login_attempt (expires_at);
CREATE INDEX login_attempt_member ON directory.login_attempt (account_id, member_id) WHERE account_id IS NOT NULL;
COMMENT ON TABLE directory.login_attempt IS 'A password that is being checked: 60 seconds, one use. An unknown account or address gets a row bound to nothing.';
COMMENT ON COLUMN directory.login_attempt.attempt_hash IS 'SHA-256 of the worker''s random handle.';
COMMENT ON COLUMN directory.login_attempt.account_id IS 'The account; NULL when nobody is meant.';
COMMENT ON COLUMN directory.login_attempt.member_id IS 'The member; NULL when nobody is meant.';
COMMENT ON COLUMN directory.login_attempt.phc_hash IS 'SHA-256 of the password hash that is being checked: a changed password ends the attempt.';
COMMENT ON COLUMN directory.login_attempt.session_hash IS 'The session that confirms itself; NULL for a login.';
COMMENT ON COLUMN directory.login_attempt.throttle_key IS 'Which counter gets its count back on success.';
COMMENT ON COLUMN directory.login_attempt.expires_at IS 'When it is worth nothing any more.';
GRANT SELECT, INSERT, DELETE, UPDATE (phc_hash) ON directory.login_attempt TO acho_login_definer;
GRANT SELECT (attempt_hash, expires_at), DELETE ON directory.login_attempt TO acho_courier_definer;

CREATE TABLE directory.throttle (
  throttle_key  bytea PRIMARY KEY CHECK (octet_length(throttle_key) = 32),
  failures      integer NOT NULL CHECK (failures >= 0),
  retry_at      timestamptz,
  forget_at     timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE directory.throttle IS 'Failures per (account, address), counted before the password is checked and given back when it was right.';
COMMENT ON COLUMN directory.throttle.throttle_key IS 'SHA-256 of the slug as given and the hash of the address: unknown ones count alike.';
COMMENT ON COLUMN directory.throttle.failures IS 'Failures in this window.';
COMMENT ON COLUMN directory.throttle.retry_at IS 'Over the limit: no try before this time. NULL below it.';
COMMENT ON COLUMN directory.throttle.forget_at IS 'When the count starts at nothing again.';
GRANT SELECT, INSERT, UPDATE (failures, retry_at, forget_at) ON directory.throttle TO acho_login_definer;
GRANT SELECT (throttle_key, forget_at), DELETE ON directory.throttle TO acho_courier_definer;

CREATE TABLE tenant.session (
  account_id  bigint NOT NULL,
  session_id  uuid NOT NULL,
  member_id   uuid NOT NULL,
  ip          text,
  user_agent  text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, session_id),
  FOREIGN KEY (account_id, member_id) REFERENCES tenant.member (account_id, member_id)
);
COMMENT ON TABLE tenant.session IS 'The half of a session its owner may look at.';
COMMENT ON COLUMN tenant.session.account_id IS 'The account.';
COMMENT ON COLUMN tenant.session.session_id IS 'Row id; the other half is in directory.session.';
COMMENT ON COLUMN tenant.session.member_id IS 'Who is logged in.';
COMMENT ON COLUMN tenant.session.ip IS 'Address the login came from.';
COMMENT ON COLUMN tenant.session.user_agent IS 'What the browser called itself, at most 400 characters.';
COMMENT ON COLUMN tenant.session.created_at IS 'When the person logged in.';

ALTER TABLE tenant.session ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.session TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.session TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT SELECT (account_id, session_id), INSERT (account_id, session_id, member_id, ip, user_agent), DELETE
   ON tenant.session TO acho_login_definer;
GRANT SELECT (account_id, session_id), DELETE ON tenant.session TO acho_courier_definer;
