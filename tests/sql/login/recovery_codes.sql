BEGIN;
SELECT plan(9);
SELECT tap.account('codes-a'), tap.account('codes-b');
SELECT tap.totp('codes-b');
CREATE FUNCTION pg_temp.codes(_cookie text DEFAULT 'codes-a', _name text DEFAULT 'codes-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.recovery_codes', tap.h(_cookie)::text, tap.slug(_name), (tap.h('n1') || tap.h('n2') || tap.h('n3'))::text, '192.0.2.1', 'request-1') $$;
SELECT is(pg_temp.codes(cookie, name), '"session.required"', what)
  FROM (VALUES ('codes-b', 'codes-a', 'a session of another account'), ('codes-a', 'codes-b', 'a session to another account'), ('nobody', 'codes-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.codes(), '"totp.off"', 'without a second factor there are none');
SELECT tap.totp('codes-a'), tap.confirmed('codes-a', '15 min');
SELECT is(pg_temp.codes(), '"session.confirm"', 'a password given long ago');
SELECT tap.confirmed('codes-a', '0');
SELECT is(pg_temp.codes(), 'null', 'right');
SELECT results_eq($$SELECT code_hash FROM tenant.recovery_code WHERE account_id = tap.account_id('codes-a') ORDER BY code_hash$$,
  $$SELECT tap.h(n) FROM unnest(ARRAY['n1', 'n2', 'n3']) AS n ORDER BY 1$$, 'the new ones alone are good');
SELECT is((SELECT count(*) FROM tenant.recovery_code WHERE account_id = tap.account_id('codes-b')), 2::bigint, 'nobody else''s change');
SELECT results_eq($$SELECT kind, ip, request_id FROM tenant.event$$, $$VALUES ('totp.codes_new', '192.0.2.1', 'request-1')$$, 'an event');
SELECT * FROM finish();
ROLLBACK;
