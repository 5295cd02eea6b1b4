BEGIN;
SELECT plan(12);
SELECT tap.account('pw-a'), tap.account('pw-b'), tap.login('pw-a', 'pw phone');
CREATE FUNCTION pg_temp.change(_attempt text, _cookie text DEFAULT 'pw-a', _name text DEFAULT 'pw-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.password', tap.h(_cookie)::text, tap.slug(_name), tap.h(_attempt)::text, 'phc by ' || _attempt, '192.0.2.1', 'request-1') $$;
SELECT tap.call('login.confirm_attempt', tap.h('pw-a')::text, tap.slug('pw-a'), tap.h(a)::text, '30') FROM unnest(ARRAY['a1', 'a2', 'a3']) AS a;
SELECT tap.call('login.attempt', tap.slug('pw-a'), 'pw-a@example.com', tap.h('login page')::text, '30');
SELECT tap.confirmed('pw-a', '1 day');

SELECT is(pg_temp.change('a1', cookie, name), '"session.required"', what)
  FROM (VALUES ('pw-b', 'pw-a', 'a session of another account'), ('pw-a', 'pw-b', 'a session to another account'), ('nobody', 'pw-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.change('a1', 'pw phone'), '"password.wrong"', 'not the session the attempt was opened for');
SELECT is(pg_temp.change('login page'), '"password.wrong"', 'nor one of the login page');
UPDATE directory.login_attempt SET expires_at = now() WHERE attempt_hash = tap.h('a3');
SELECT is(pg_temp.change('a3'), '"password.wrong"', 'nor one older than 60 s');
SELECT is(pg_temp.change('a1'), 'null', 'right');
SELECT results_eq($$SELECT phc FROM tenant.member WHERE account_id IN (tap.account_id('pw-a'), tap.account_id('pw-b')) ORDER BY email$$,
  ARRAY['phc by a1', 'phc of pw-b'], 'the password is another');
SELECT is((SELECT array_agg(confirmed_at) FROM directory.session WHERE account_id = tap.account_id('pw-a')), ARRAY[now()], 'this session alone is left, and young');
SELECT results_eq($$SELECT kind, ip, request_id FROM tenant.event WHERE account_id = tap.account_id('pw-a')$$, $$VALUES ('password.changed', '192.0.2.1', 'request-1')$$, 'an event');
SELECT is(pg_temp.change('a2'), '"password.wrong"', 'an attempt at the old password is worth nothing');
SELECT tap.totp('pw-a'), tap.confirmed('pw-a', '1 day'), tap.call('login.confirm_attempt', tap.h('pw-a')::text, tap.slug('pw-a'), tap.h('a4')::text, '30');
SELECT pg_temp.change('a4');
SELECT is((SELECT s.confirmed_at FROM directory.session AS s JOIN tenant.member AS m USING (account_id) WHERE s.session_hash = tap.h('pw-a') AND m.phc = 'phc by a4'), now() - interval '1 day', 'with a second factor the password alone makes no session young');

SELECT * FROM finish();
ROLLBACK;
