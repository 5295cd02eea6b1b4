BEGIN;
SELECT plan(4);
SELECT tap.account('wait-a'), tap.account('wait-b');
CREATE FUNCTION pg_temp.guess(_email text, _n text) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.attempt', tap.slug('wait-a'), _email, tap.h(_email || _n)::text, '2', NULL, NULL, NULL, '192.0.2.1', 'request-' || _n) ->> 'problem' $$;
SELECT pg_temp.guess('wait-a@example.com', '1'), pg_temp.guess('wait-x@example.com', '1'), pg_temp.guess('wait-x@example.com', '2');
SELECT is_empty('SELECT FROM tenant.event', 'a guess is no event, nor is a wait for an address nobody has');
SELECT results_eq($$SELECT pg_temp.guess('wait-a@example.com', n) FROM unnest(ARRAY['2', '3', '4']) AS n$$, ARRAY[NULL, 'login.throttled', 'login.throttled'], 'then others wait');
SELECT results_eq('SELECT account_id, kind, member_id, about, ip, request_id FROM tenant.event',
  $$VALUES (tap.account_id('wait-a'), 'session.throttled', NULL::uuid, 'wait-a@example.com', '192.0.2.1', 'request-2')$$, 'an event, once, by whose guess it began');
SELECT tap.call('login.confirm_attempt', tap.h('wait-b')::text, tap.slug('wait-b'), tap.h('confirms')::text, '1', NULL, '192.0.2.2', 'request-5');
SELECT results_eq($$SELECT m.email, e.about, e.ip FROM tenant.event AS e JOIN tenant.member AS m USING (account_id, member_id)$$,
  $$VALUES ('wait-b@example.com', 'wait-b@example.com', '192.0.2.2')$$, 'who confirms is logged in, and named');
SELECT * FROM finish();
ROLLBACK;
