BEGIN;
SELECT plan(14);
SELECT tap.account('put-a'), tap.account('put-b');
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('put-a'), tap.id('put colleague'), 'put-c@example.com', tap.h('put-c@example.com'), 'owner', 'phc';
UPDATE tenant.outbox SET state = 'delivered';
CREATE FUNCTION pg_temp.ask(_email text, _cookie text DEFAULT 'put-a', _name text DEFAULT 'put-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.email_put', tap.h(_cookie)::text, tap.slug(_name), _email, '192.0.2.1', 'request-1') #>> '{}' $$;
CREATE FUNCTION pg_temp.mails() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT kind || ' ' || recipient FROM tenant.outbox WHERE state = 'waiting' ORDER BY 1 $$;

SELECT is(pg_temp.ask('put-new@example.com', cookie, name), 'session.required', what)
  FROM (VALUES ('put-b', 'put-a', 'a session of another account'), ('put-a', 'put-b', 'a session to another account'), ('nobody', 'put-a', 'no session')) AS v (cookie, name, what);
SELECT tap.confirmed('put-a', '15 min');
SELECT is(pg_temp.ask('put-new@example.com'), 'session.confirm', 'a password given long ago');
SELECT tap.confirmed('put-a', '0');
SELECT is(pg_temp.ask('PUT-A@example.com'), 'email.same', 'the present address');
SELECT is(pg_temp.ask('Put-C@example.com'), 'email.taken', 'a colleague''s');
SELECT is_empty('SELECT pg_temp.mails()', 'nobody is mailed');
SELECT is(pg_temp.ask('put-b@example.com'), NULL, 'one that another account has is like any other');
SELECT is(pg_temp.ask('put-b@example.com'), NULL, 'asked twice');
SELECT is(pg_temp.ask('Put-New@example.com'), NULL, 'then another');
SELECT results_eq('SELECT pg_temp.mails()',
  ARRAY['email_asked put-a@example.com', 'email_asked put-a@example.com', 'email_asked put-a@example.com', 'email_change Put-New@example.com'],
  'the address asked for last is mailed once, the present one is told');
SELECT results_eq($$SELECT c.new_email, c.changed_at, o.subject_hash FROM tenant.address_change AS c
                      JOIN tenant.outbox AS o ON o.account_id = c.account_id AND o.member_id = c.member_id AND o.kind = 'email_change'$$,
  $$VALUES ('Put-New@example.com', NULL::timestamptz, tap.h('put-new@example.com'))$$, 'and waits to be confirmed');
SELECT is((SELECT email FROM tenant.member WHERE account_id = tap.account_id('put-a') AND member_id <> tap.id('put colleague')), 'put-a@example.com', 'nothing has changed');
SELECT set_eq($$SELECT kind, ip, request_id, about FROM tenant.event WHERE account_id = tap.account_id('put-a') AND kind ~ '^email'$$,
  $$VALUES ('email.change_asked', '192.0.2.1', 'request-1', 'Put-New@example.com'), ('email.change_asked', '192.0.2.1', 'request-1', 'put-b@example.com')$$, 'each is an event, and says which address');
SELECT * FROM finish();
ROLLBACK;
