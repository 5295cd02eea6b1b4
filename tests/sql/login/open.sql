BEGIN;
SELECT plan(31);
SELECT tap.account('open-a'), tap.account('open-b');

CREATE FUNCTION pg_temp.attempt(_name text, _email text DEFAULT 'open-a@example.com') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.attempt', tap.slug('open-a'), _email, tap.h(_name)::text, '30') $$;
CREATE FUNCTION pg_temp.open(_attempt text, _cookie text, _phc text DEFAULT NULL) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.open', tap.h(_attempt)::text, tap.h(_cookie)::text, _phc, '14', '90', '192.0.2.7',
                      repeat('x', 500)) $$;
CREATE FUNCTION pg_temp.failures() RETURNS integer LANGUAGE sql
AS $$ SELECT failures FROM directory.throttle
       WHERE throttle_key = directory.throttle_key(tap.slug('open-a'), tap.h('open-a@example.com')) $$;

SELECT pg_temp.attempt('open 1');
SELECT is(pg_temp.failures(), 1, 'a guess is counted before it is checked');
SELECT is(pg_temp.open('open 1', 'cookie 1'), '{"problem": null, "max_age": 7776000, "retry_after": null}', 'a spent attempt opens a session');
SELECT is(pg_temp.failures(), 0, 'and gets its count back');
SELECT results_eq(
  $$SELECT s.slug, s.account_id, s.expires_at, s.idle_for, s.seen_at, s.confirmed_at, t.ip, t.user_agent, m.email
      FROM directory.session AS s
      JOIN tenant.session AS t USING (account_id, session_id, member_id)
      JOIN tenant.member AS m USING (account_id, member_id)
     WHERE s.session_hash = tap.h('cookie 1')$$,
  $$VALUES (tap.slug('open-a') COLLATE "C", tap.account_id('open-a'), now() + interval '90 days', interval '14 days', now(), now(),
            '192.0.2.7', repeat('x', 400), 'open-a@example.com')$$,
  'both halves of the session are there');
UPDATE tenant.member SET role = 'manager' WHERE account_id = tap.account_id('open-a');
SELECT pg_temp.attempt('open manager'), pg_temp.open('open manager', 'cookie m');
SELECT is((SELECT array_agg(role || '' ORDER BY role) FROM directory.session WHERE account_id = tap.account_id('open-a') AND session_hash <> tap.h('open-a')),
          '{manager,owner}', 'a session has the role its member has then');
UPDATE tenant.member SET role = 'owner' WHERE account_id = tap.account_id('open-a');
SELECT is(pg_temp.open('open 1', 'cookie 2'), '{"problem": "login.failed", "max_age": null, "retry_after": null}', 'an attempt is good once');
SELECT is(pg_temp.open('open never', 'cookie 2') ->> 'problem', 'login.failed', 'an unknown attempt is good for nothing');

SELECT pg_temp.attempt('open nobody', 'nobody@example.com');
SELECT is(pg_temp.open('open nobody', 'cookie 2') ->> 'problem', 'login.failed', 'nor is one bound to nothing');

SELECT pg_temp.attempt('open late');
UPDATE directory.login_attempt SET expires_at = now() WHERE attempt_hash = tap.h('open late');
SELECT is(pg_temp.open('open late', 'cookie 2') ->> 'problem', 'login.failed', 'nor is one older than 60 s');

SELECT pg_temp.attempt('open changed');
UPDATE tenant.member SET phc = 'another password' WHERE account_id = tap.account_id('open-a');
SELECT is(pg_temp.open('open changed', 'cookie 2') ->> 'problem', 'login.failed', 'nor is one for a password of before');
SELECT ok(NOT EXISTS (SELECT FROM directory.session WHERE session_hash = tap.h('cookie 2')), 'none of them made a session');
SELECT is(pg_temp.failures(), 2, 'their counts stay');

-- A better hash of the same password.
SELECT pg_temp.attempt('open rehash'), pg_temp.attempt('open other tab');
SELECT is(pg_temp.open('open rehash', 'cookie 3', 'better phc') ->> 'problem', NULL, 'the password may be hashed anew');
SELECT is((SELECT phc FROM tenant.member WHERE account_id = tap.account_id('open-a')), 'better phc', 'then that is stored');
SELECT is(pg_temp.open('open other tab', 'cookie 4') ->> 'problem', NULL, 'and a login under way elsewhere goes through');
SELECT is((SELECT phc FROM tenant.member WHERE account_id = tap.account_id('open-b')), 'phc of open-b', 'nobody else is touched');

-- What an attempt to confirm is worth here.
SELECT tap.call('login.confirm_attempt', tap.h('cookie 1')::text, tap.slug('open-a'), tap.h('to confirm')::text, '30');
SELECT is(pg_temp.open('to confirm', 'cookie 5') ->> 'problem', 'login.failed', 'an attempt to confirm opens no session');

-- A person who had guessed into the delay and is right now is not kept waiting.
UPDATE directory.throttle SET failures = 40, retry_at = NULL
 WHERE throttle_key = directory.throttle_key(tap.slug('open-a'), tap.h('open-a@example.com'));
SELECT is(pg_temp.attempt('open at last') ->> 'problem', NULL, 'over the limit, after the delay, one guess goes');
SELECT is(pg_temp.attempt('open too early') ->> 'problem', 'login.throttled', 'the next has to wait');
SELECT is(pg_temp.open('open at last', 'cookie 6') ->> 'problem', NULL, 'the guess was right');
SELECT is(pg_temp.attempt('open at once') ->> 'problem', NULL, 'so the delay is over');

SELECT throws_ok($$SELECT pg_temp.open('open at once', 'cookie 1')$$, '23505', NULL, 'a cookie opens one session only');

-- The second factor.
SELECT tap.account('open-t'), tap.totp('open-t');
CREATE FUNCTION pg_temp.with(_name text, _step text, _code text DEFAULT NULL) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.attempt', tap.slug('open-t'), 'open-t@example.com', tap.h(_name)::text, '30');
      SELECT coalesce(tap.call('login.open', tap.h(_name)::text, tap.h('t ' || _name)::text, NULL, '14', '90', NULL, NULL, NULL, _step, tap.h(_code)::text, '30') ->> 'problem', 'in') $$;
SELECT is(pg_temp.with('t1', NULL), 'login.totp_required', 'the password alone is not enough');
SELECT is(pg_temp.with('t2', '0'), 'login.totp_wrong', 'nor is it with a wrong code');
SELECT is((SELECT failures FROM directory.throttle WHERE throttle_key = directory.throttle_key(tap.slug('open-t'), tap.h('open-t@example.com'))), 2,
          'neither count is given back');
SELECT ok(NOT EXISTS (SELECT FROM directory.session WHERE session_hash IN (tap.h('t t1'), tap.h('t t2')))
          AND NOT EXISTS (SELECT FROM directory.login_attempt WHERE attempt_hash IN (tap.h('t1'), tap.h('t2'))), 'no session, and the attempt is spent');
SELECT is(pg_temp.with('t3', '101'), 'in', 'with the right one it is');
SELECT is(pg_temp.with('t4', NULL, 'open-t code 1'), 'in', 'or with a recovery code');

-- An account that demands one.
UPDATE tenant.account SET totp_required_at = now() WHERE account_id IN (tap.account_id('open-t'), tap.account_id('open-b'));
SELECT tap.login('open-b', 'open b bare');
SELECT is((SELECT setup_required FROM directory.session WHERE session_hash = tap.h('open b bare')), true, 'who has none may set one up alone');
SELECT pg_temp.with('t5', '102');
SELECT is((SELECT setup_required FROM directory.session WHERE session_hash = tap.h('t t5')), false, 'who has one, everything');

UPDATE tenant.account SET totp_required_at = NULL WHERE account_id = tap.account_id('open-b');
UPDATE tenant.member SET created_at = now() - interval '10 years' WHERE account_id = tap.account_id('open-b');
SELECT tap.login('open-b', 'open b late');
SELECT is((SELECT count(*) FROM directory.session WHERE session_hash = tap.h('open b late')), 1::bigint, 'an old password is as good as a new one');

SELECT * FROM finish();
ROLLBACK;
