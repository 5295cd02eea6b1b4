BEGIN;
SELECT plan(11);
SELECT tap.account('rq-a'), tap.account('rq-b');
DELETE FROM tenant.outbox;
CREATE FUNCTION pg_temp.ask(_name text, _email text) RETURNS void LANGUAGE sql
AS $$ SELECT tap.call('login.reset_request', tap.slug(_name), _email) $$;
CREATE FUNCTION pg_temp.mails() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM tenant.outbox $$;
CREATE FUNCTION pg_temp.resolve() RETURNS text LANGUAGE sql AS $$ SELECT tap.call('courier.reset_resolve')::text $$;
SELECT is(pg_temp.resolve(), '0', 'nobody asks');
SELECT pg_temp.ask('rq-a', 'nobody@example.com'), pg_temp.ask('rq-nowhere', 'rq-a@example.com'), pg_temp.ask('rq-b', 'rq-a@example.com');
SELECT is(pg_temp.resolve(), '3', 'requests that mean nobody');
SELECT is((SELECT count(*) FROM tenant.outbox), 0::bigint, 'get no mail');
SELECT is((SELECT count(*) FROM directory.reset_request), 0::bigint, 'and are forgotten');
SELECT pg_temp.ask('rq-a', 'RQ-a@example.com'), pg_temp.ask('rq-a', 'rq-a@example.com');
SELECT is(pg_temp.resolve(), '2', 'two that mean one');
SELECT results_eq($$SELECT account_id, kind, recipient, member_id FROM tenant.outbox$$,
  $$SELECT account_id, 'password_reset', email, member_id FROM tenant.member WHERE email = 'rq-a@example.com'$$, 'get one mail');
SELECT pg_temp.ask('rq-a', 'rq-a@example.com');
SELECT is(pg_temp.resolve(), '1', 'one more');
SELECT is(pg_temp.mails(), 1::bigint, 'gets none while the first waits');
UPDATE tenant.outbox SET state = 'delivered';
SELECT pg_temp.ask('rq-a', 'rq-a@example.com');
SELECT is(pg_temp.resolve(), '1', 'one more');
SELECT is(pg_temp.mails(), 2::bigint, 'gets another once it is out');
SELECT pg_temp.ask('rq-a', n || '@example.com') FROM generate_series(1, 101) AS n;
SELECT is(pg_temp.resolve() || ' ' || pg_temp.resolve(), '100 1', 'a hundred at a time');
SELECT * FROM finish();
ROLLBACK;
