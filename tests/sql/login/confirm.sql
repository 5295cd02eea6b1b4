BEGIN;
SELECT plan(15);
SELECT tap.account('confirm-a'), tap.account('confirm-b'), tap.login('confirm-a', 'confirm phone');
SELECT tap.confirmed(c, '1 day') FROM unnest(ARRAY['confirm-a', 'confirm phone']) AS c;

CREATE FUNCTION pg_temp.confirm(_attempt text, _cookie text DEFAULT 'confirm-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.confirm', tap.h(_cookie)::text, tap.slug('confirm-a'), tap.h(_attempt)::text) -> 'problem' $$;
SELECT tap.call('login.confirm_attempt', tap.h('confirm-a')::text, tap.slug('confirm-a'), tap.h(a)::text, '30')
  FROM unnest(ARRAY['a1', 'a2', 'a3', 'a4']) AS a;

SELECT is(pg_temp.confirm('a1', 'confirm-b'), '"session.required"', 'it takes a session of this account');
SELECT is(pg_temp.confirm('a1', 'confirm phone'), '"password.wrong"', 'and the very session the attempt was opened for');
SELECT is(pg_temp.confirm('a1'), 'null', 'right');
SELECT results_eq(
  $$SELECT confirmed_at FROM directory.session WHERE session_hash IN (tap.h('confirm-a'), tap.h('confirm phone')) ORDER BY 1$$,
  ARRAY[now() - interval '1 day', now()], 'this session is young again, the other is not');
SELECT is((SELECT failures FROM directory.throttle
            WHERE throttle_key = directory.throttle_key(tap.slug('confirm-a'), tap.h('confirm-a@example.com'))), 3,
          'one count of four was given back');
SELECT is(pg_temp.confirm('a1'), '"password.wrong"', 'an attempt is good once');
SELECT is(pg_temp.confirm('never'), '"password.wrong"', 'an unknown one never');

UPDATE directory.login_attempt SET expires_at = now() WHERE attempt_hash = tap.h('a2');
SELECT is(pg_temp.confirm('a2'), '"password.wrong"', 'nor one older than 60 s');
UPDATE tenant.member SET phc = 'another' WHERE account_id = tap.account_id('confirm-a');
SELECT is(pg_temp.confirm('a3'), '"password.wrong"', 'nor one for a password of before');

UPDATE tenant.member SET phc = 'phc of confirm-a' WHERE account_id = tap.account_id('confirm-a');
SELECT tap.call('login.attempt', tap.slug('confirm-a'), 'confirm-a@example.com', tap.h('from the login page')::text, '30');
SELECT is(pg_temp.confirm('from the login page'), '"password.wrong"', 'nor one of the login page');

SELECT tap.call('login.close', tap.h('confirm-a')::text, tap.slug('confirm-a'));
SELECT is(pg_temp.confirm('a4'), '"session.required"', 'nor one of a session that was closed');

-- The second factor.
SELECT tap.account('confirm-t'), tap.totp('confirm-t'), tap.confirmed('confirm-t', '1 day');
CREATE FUNCTION pg_temp.with(_name text, _step text, _code text DEFAULT NULL) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.confirm_attempt', tap.h('confirm-t')::text, tap.slug('confirm-t'), tap.h(_name)::text, '30');
      SELECT coalesce(tap.call('login.confirm', tap.h('confirm-t')::text, tap.slug('confirm-t'), tap.h(_name)::text, _step, tap.h(_code)::text, '30', '192.0.2.1', 'r') ->> 'problem', 'confirmed') $$;
SELECT is(pg_temp.with('ct1', NULL) || pg_temp.with('ct2', '0'), 'login.totp_requiredlogin.totp_wrong', 'without a right code');
SELECT is((SELECT confirmed_at FROM directory.session WHERE session_hash = tap.h('confirm-t')), now() - interval '1 day', 'the session stays old');
SELECT is(pg_temp.with('ct3', '101') || pg_temp.with('ct4', NULL, 'confirm-t code 1'), 'confirmedconfirmed', 'with one');
SELECT is((SELECT confirmed_at FROM directory.session WHERE session_hash = tap.h('confirm-t')), now(), 'it is young');

SELECT * FROM finish();
ROLLBACK;
