BEGIN;
SELECT plan(8);
SELECT tap.account('vreq-a'), tap.account('vreq-b');
CREATE FUNCTION pg_temp.ask(_cookie text DEFAULT 'vreq-a', _name text DEFAULT 'vreq-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.verify_request', tap.h(_cookie)::text, tap.slug(_name)) #>> '{}' $$;
CREATE FUNCTION pg_temp.mails() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM tenant.outbox WHERE kind = 'verification' $$;
SELECT is(pg_temp.ask(cookie, name), 'session.required', what)
  FROM (VALUES ('vreq-b', 'vreq-a', 'a session of another account'), ('nobody', 'vreq-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.ask(), NULL, 'asked while the welcome mail waits, which may yet become a list');
SELECT is(pg_temp.mails(), 1::bigint, 'the mail with the link is one of its own');
SELECT pg_temp.ask(), pg_temp.ask();
SELECT results_eq($$SELECT recipient, o.member_id = m.member_id FROM tenant.outbox AS o JOIN tenant.member AS m USING (account_id) WHERE kind = 'verification'$$,
  $$VALUES ('vreq-a@example.com', true)$$, 'one mail while it waits');
UPDATE tenant.outbox SET state = 'delivered';
SELECT pg_temp.ask();
SELECT is(pg_temp.mails(), 2::bigint, 'and another after it');
UPDATE tenant.outbox SET state = 'delivered';
UPDATE tenant.member SET verified_at = now() WHERE account_id = tap.account_id('vreq-a');
SELECT is(pg_temp.ask(), NULL, 'asked with a verified address');
SELECT is(pg_temp.mails(), 2::bigint, 'nothing is left to verify');
SELECT * FROM finish();
ROLLBACK;
