BEGIN;
SELECT plan(34);
SELECT tap.account('attempt-a');

SELECT is(tap.call('login.attempt', tap.slug('attempt-a'), 'ATTEMPT-A@example.com', tap.h('attempt 1')::text, '3') - 'member_id',
          '{"problem": null, "retry_after": null, "phc": "phc of attempt-a", "totp_sealed": null}',
          'a known address, in any case, gets the hash to check against');
SELECT results_eq(
  $$SELECT account_id, phc_hash, session_hash, expires_at FROM directory.login_attempt WHERE attempt_hash = tap.h('attempt 1')$$,
  $$VALUES (tap.account_id('attempt-a'), tap.h('phc of attempt-a'), NULL::bytea, now() + interval '60 s')$$,
  'the attempt is bound to the account and the password, and lasts 60 s');

-- Unknown ones take the same way.
SELECT is(tap.call('login.attempt', slug, email, tap.h(name)::text, '3'),
          '{"problem": null, "retry_after": null, "phc": null, "member_id": null, "totp_sealed": null}', name || ': counted, no hash')
  FROM (VALUES ('unknown address', tap.slug('attempt-a'), 'nobody@example.com'),
               ('unknown slug', tap.slug('attempt-nowhere'), 'attempt-a@example.com'),
               ('no slug at all', '../../etc/passwd', '')) AS v (name, slug, email);
SELECT is((SELECT count(*) FROM directory.login_attempt
            WHERE attempt_hash IN (tap.h('unknown address'), tap.h('unknown slug'), tap.h('no slug at all'))
              AND num_nulls(account_id, member_id, phc_hash) = 3), 3::bigint, 'they get attempts bound to nothing');
SELECT results_eq(
  $$SELECT failures FROM directory.throttle
     WHERE throttle_key IN (directory.throttle_key(tap.slug('attempt-nowhere'), tap.h('attempt-a@example.com')),
                            directory.throttle_key('../../etc/passwd', tap.h('')))$$,
  ARRAY[1, 1], 'and counters of their own');

-- The account is what the slug names, whatever the worker says beforehand.
SELECT set_config('acho.account', tap.account_id('attempt-a')::text, true);
SELECT is(tap.call('login.attempt', tap.slug('attempt-nowhere'), 'attempt-a@example.com', tap.h('planted')::text, '30') ->> 'phc',
          NULL, 'an account set by the worker itself counts for nothing');

-- The limit. Sign-up logged in once and got its count back; attempt 1 stands.
SELECT is(tap.call('login.attempt', tap.slug('attempt-a'), 'attempt-a@example.com', tap.h('attempt ' || n)::text, '3') ->> 'problem',
          NULL, n || ' of 3 failures is free') FROM generate_series(2, 3) AS n;
SELECT is(tap.call('login.attempt', tap.slug('attempt-a'), 'attempt-a@example.com', tap.h('attempt 4')::text, '3'),
          '{"problem": "login.throttled", "retry_after": 15, "phc": null, "member_id": null, "totp_sealed": null}', 'the next has to wait 15 s');
SELECT ok(NOT EXISTS (SELECT FROM directory.login_attempt WHERE attempt_hash = tap.h('attempt 4')), 'it opens no attempt');
SELECT is(tap.call('login.attempt', tap.slug('attempt-a'), 'other@example.com', tap.h('attempt 5')::text, '3') ->> 'problem',
          NULL, 'another address of the account is not held up');
SELECT is(tap.call('login.attempt', tap.slug('attempt-b'), 'attempt-a@example.com', tap.h('attempt 6')::text, '3') ->> 'problem',
          NULL, 'nor the same address elsewhere');
SELECT is((SELECT failures FROM directory.throttle
            WHERE throttle_key = directory.throttle_key(tap.slug('attempt-a'), tap.h('attempt-a@example.com'))), 3,
          'a throttled call does not count');

-- The delay is over: one guess, then twice the delay.
UPDATE directory.throttle SET retry_at = now()
 WHERE throttle_key = directory.throttle_key(tap.slug('attempt-a'), tap.h('attempt-a@example.com'));
SELECT is(tap.call('login.attempt', tap.slug('attempt-a'), 'attempt-a@example.com', tap.h('attempt 7')::text, '3') ->> 'phc',
          'phc of attempt-a', 'after the delay one guess is let through');
SELECT is(tap.call('login.attempt', tap.slug('attempt-a'), 'attempt-a@example.com', tap.h('attempt 8')::text, '3') ->> 'retry_after',
          '30', 'and the next waits twice as long');
UPDATE directory.throttle SET forget_at = now()
 WHERE throttle_key = directory.throttle_key(tap.slug('attempt-a'), tap.h('attempt-a@example.com'));
SELECT is(tap.call('login.attempt', tap.slug('attempt-a'), 'attempt-a@example.com', tap.h('attempt 9')::text, '3') ->> 'phc',
          'phc of attempt-a', 'when the window is over it starts at nothing');
SELECT is((SELECT failures FROM directory.throttle
            WHERE throttle_key = directory.throttle_key(tap.slug('attempt-a'), tap.h('attempt-a@example.com'))), 1,
          'that is, at one');

-- A browser that has logged in has a counter of its own.
SELECT tap.account('attempt-d'), tap.account('attempt-t2');
CREATE FUNCTION pg_temp.guess(_device text, _name text DEFAULT 'attempt-d') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.attempt', tap.slug(_name), _name || '@example.com', tap.h(_name || clock_timestamp())::text, '3', tap.h(_device)::text) ->> 'problem' $$;
INSERT INTO directory.device (device_hash, account_id, member_id, expires_at)
SELECT tap.h('attempt known'), account_id, member_id, now() + interval '1 day' FROM tenant.member WHERE account_id = tap.account_id('attempt-d');
SELECT is((SELECT array_agg(pg_temp.guess('a stranger''s')) FROM generate_series(1, 5)), ARRAY[NULL, NULL, NULL, 'login.throttled', 'login.throttled'], 'strangers run into the wait');
SELECT is(pg_temp.guess('attempt known'), NULL, 'a known browser does not');
SELECT is((SELECT failures FROM directory.throttle WHERE throttle_key = tap.h('attempt known')), 1, 'it is counted for itself');
SELECT is((SELECT array_agg(pg_temp.guess('attempt known')) FROM generate_series(1, 3)), ARRAY[NULL, NULL, 'login.throttled'], 'and has a wait of its own');
UPDATE directory.throttle SET failures = 0, retry_at = NULL WHERE throttle_key = directory.throttle_key(tap.slug('attempt-d'), tap.h('attempt-d@example.com'));
SELECT is(pg_temp.guess('a stranger''s'), NULL, 'which holds up nobody else');
SELECT is(pg_temp.guess('attempt known', 'attempt-nowhere'), NULL, 'elsewhere it is a browser like any other');
SELECT is((SELECT failures FROM directory.throttle WHERE throttle_key = tap.h('attempt known')), 3, 'counted with all others there');

-- Accounts failed at, by an address and by a network.
CREATE FUNCTION pg_temp.fail(_slug text, _email text, _ip text, _device text DEFAULT NULL) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.attempt', _slug, _email, tap.h(_slug || _email || clock_timestamp())::text, '30', tap.h(_device)::text, '2', '3', _ip) ->> 'problem' $$;
SELECT is(ARRAY[pg_temp.fail('t1', 't@example.com', '192.0.2.1'), pg_temp.fail('t2', 'T@example.com', '198.51.100.1'), pg_temp.fail('t2', 't@example.com', '192.0.2.1')],
          ARRAY[NULL, NULL, NULL], 'an address fails at two accounts, from anywhere');
SELECT is(pg_temp.fail('t3', 't@example.com', '203.0.113.1'), 'login.throttled', 'a third has to wait');
SELECT is((SELECT count(*) FROM directory.throttle WHERE throttle_key = directory.throttle_key('t3', tap.h('t@example.com'))), 0::bigint, 'and costs the account nothing');
SELECT is(pg_temp.fail('t4', 'other@example.com', '192.0.2.99'), NULL, 'a network fails at three');
SELECT is(pg_temp.fail('t5', 'another@example.com', '192.0.2.98'), 'login.throttled', 'a fourth has to wait, whoever it is for');
INSERT INTO directory.device (device_hash, account_id, member_id, expires_at)
SELECT tap.h('attempt home'), account_id, member_id, now() + interval '1 day' FROM tenant.member WHERE account_id = tap.account_id('attempt-t2');
SELECT is(pg_temp.fail(tap.slug('attempt-t2'), 'attempt-t2@example.com', '192.0.2.5', 'attempt home'), NULL, 'but not in a browser that is known');

-- A second factor goes along once it is on.
SELECT tap.account('attempt-t'), tap.call('login.totp_store', tap.h('attempt-t')::text, tap.slug('attempt-t'), '\x01');
CREATE FUNCTION pg_temp.sealed(_name text) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.attempt', tap.slug('attempt-t'), 'attempt-t@example.com', tap.h(_name)::text, '30') ->> 'totp_sealed' $$;
SELECT is(ARRAY[pg_temp.sealed('t1'), (SELECT pg_temp.sealed('t2') FROM tap.totp('attempt-t'))], ARRAY[NULL, convert_to('sealed of attempt-t', 'UTF8')::text],
          'the secret of a second factor that is on, and of no other');
UPDATE tenant.totp SET totp_id = tap.id('totp of attempt-t') WHERE account_id = tap.account_id('attempt-t');
SELECT is(tap.call('login.attempt', tap.slug('attempt-t'), 'attempt-t@example.com', tap.h('t3')::text, '30') ->> 'member_id', tap.id('totp of attempt-t')::text, 'and the id it is sealed to');

SELECT * FROM finish();
ROLLBACK;
