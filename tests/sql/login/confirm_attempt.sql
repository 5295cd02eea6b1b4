BEGIN;
SELECT plan(10);
SELECT tap.account('cattempt-a'), tap.account('cattempt-b');

SELECT is(tap.call('login.confirm_attempt', tap.h('cattempt-b')::text, tap.slug('cattempt-a'), tap.h('c0')::text, '2'),
          '{"problem": "session.required", "retry_after": null, "phc": null, "member_id": null, "totp_sealed": null}', 'it takes a session of this account');
SELECT is((SELECT count(*) FROM directory.throttle WHERE failures > 0
             AND throttle_key = directory.throttle_key(tap.slug('cattempt-a'), tap.h('cattempt-a@example.com'))), 0::bigint,
          'without one nothing is counted');
SELECT is(tap.call('login.confirm_attempt', tap.h('cattempt-a')::text, tap.slug('cattempt-a'), tap.h('c1')::text, '2') - 'member_id',
          '{"problem": null, "retry_after": null, "phc": "phc of cattempt-a", "totp_sealed": null}', 'the hash to check against');
SELECT results_eq(
  $$SELECT account_id, session_hash, expires_at FROM directory.login_attempt WHERE attempt_hash = tap.h('c1')$$,
  $$VALUES (tap.account_id('cattempt-a'), tap.h('cattempt-a'), now() + interval '60 s')$$,
  'the attempt is bound to the session');

-- One counter for the login page and for confirming.
SELECT is(tap.call('login.attempt', tap.slug('cattempt-a'), 'cattempt-a@example.com', tap.h('c2')::text, '2') ->> 'problem', NULL,
          'a guess at the login page');
SELECT is(tap.call('login.confirm_attempt', tap.h('cattempt-a')::text, tap.slug('cattempt-a'), tap.h('c3')::text, '2'),
          '{"problem": "login.throttled", "retry_after": 15, "phc": null, "member_id": null, "totp_sealed": null}', 'counts on the same counter');
SELECT ok(NOT EXISTS (SELECT FROM directory.login_attempt WHERE attempt_hash = tap.h('c3')), 'no attempt when throttled');
SELECT is(tap.call('login.session', tap.h('cattempt-a')::text, tap.slug('cattempt-a')) ->> 'problem', NULL,
          'the session itself is not held up');

SELECT tap.totp('cattempt-b');
SELECT is(tap.call('login.confirm_attempt', tap.h('cattempt-b')::text, tap.slug('cattempt-b'), tap.h('c5')::text, '2') -> 'totp_sealed',
          to_jsonb(convert_to('sealed of cattempt-b', 'UTF8')), 'with a second factor, its secret too');
UPDATE tenant.totp SET totp_id = tap.id('totp of cattempt-b') WHERE account_id = tap.account_id('cattempt-b');
SELECT is(tap.call('login.confirm_attempt', tap.h('cattempt-b')::text, tap.slug('cattempt-b'), tap.h('c6')::text, '2') ->> 'member_id', tap.id('totp of cattempt-b')::text, 'and the id it is sealed to');

SELECT * FROM finish();
ROLLBACK;
