BEGIN;
SELECT plan(17);
SELECT tap.account('inv-a'), tap.account('inv-b');
UPDATE tenant.member SET verified_at = now() WHERE account_id IN (tap.account_id('inv-a'), tap.account_id('inv-b'));
UPDATE tenant.outbox SET state = 'delivered';
CREATE FUNCTION pg_temp.invite(_email text, _role text DEFAULT 'manager', _cookie text DEFAULT 'inv-a', _name text DEFAULT 'inv-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.invite', tap.h(_cookie)::text, tap.slug(_name), _email, _role, '192.0.2.1', 'request-1') ->> 'problem' $$;
CREATE FUNCTION pg_temp.mails() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT kind || ' ' || recipient FROM tenant.outbox WHERE state = 'waiting' ORDER BY 1 $$;

SELECT is(pg_temp.invite('inv-c@example.com', 'manager', cookie, name), 'session.required', what)
  FROM (VALUES ('inv-b', 'inv-a', 'a session of another account'), ('inv-a', 'inv-b', 'a session to another account'), ('nobody', 'inv-a', 'no session')) AS v (cookie, name, what);
SELECT tap.confirmed('inv-a', '15 min');
SELECT is(pg_temp.invite('inv-c@example.com'), 'session.confirm', 'a password given long ago');
SELECT tap.confirmed('inv-a', '0');
SELECT is(pg_temp.invite('Inv-A@example.com'), 'email.taken', 'a member');
UPDATE tenant.member SET verified_at = NULL WHERE account_id = tap.account_id('inv-a');
SELECT is(pg_temp.invite('inv-c@example.com'), 'team.unverified', 'by whose own address is not verified');
UPDATE tenant.member SET verified_at = now() WHERE account_id = tap.account_id('inv-a');
SELECT is_empty('SELECT pg_temp.mails()', 'nobody is mailed');

SELECT is(pg_temp.invite('Inv-C@example.com'), NULL, 'invited');
SELECT is(pg_temp.invite('inv-b@example.com'), NULL, 'the owner of another account is anybody');
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
SELECT tap.h('team old link'), account_id, 'join', subject_hash, now() + interval '7 days' FROM tenant.outbox WHERE recipient = 'Inv-C@example.com' AND state = 'waiting';
SELECT is(pg_temp.invite('inv-c@example.com', 'viewer'), NULL, 'and again');
SELECT results_eq('SELECT pg_temp.mails()', ARRAY['invitation inv-b@example.com', 'invitation inv-c@example.com'], 'one mail each waits');
SELECT is_empty($$SELECT FROM directory.link_token WHERE token_hash = tap.h('team old link')$$, 'the link mailed before is void');
SELECT bag_eq($$SELECT kind, ip, request_id, about, role FROM tenant.event WHERE account_id = tap.account_id('inv-a')$$,
  $$VALUES ('member.invited', '192.0.2.1', 'request-1', 'Inv-C@example.com', 'manager'), ('member.invited', '192.0.2.1', 'request-1', 'inv-b@example.com', 'manager'),
           ('member.invited', '192.0.2.1', 'request-1', 'inv-c@example.com', 'viewer')$$, 'each is an event, and says whom, and as what');

UPDATE tenant.outbox SET state = 'delivered', created_at = now() - interval '25 hours' WHERE state = 'waiting';
SELECT is((SELECT count(pg_temp.invite('inv-x' || n || '@example.com')) FROM generate_series(1, 47) AS n), 0::bigint, 'up to 50');
SELECT is(pg_temp.invite('inv-y@example.com'), 'team.full', 'and no more');
DELETE FROM tenant.invitation WHERE email ~ '^inv-x';
DELETE FROM tenant.outbox WHERE recipient ~ '^inv-x';
SELECT is((SELECT count(pg_temp.invite('inv-z@example.com')) FROM generate_series(1, 2) AS n), 0::bigint, 'when some have gone there is room');
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, created_at)
SELECT tap.account_id('inv-a'), gen_random_uuid(), 'invitation', 'x', now() - interval '23 hours' FROM generate_series(1, 49);
SELECT is(tap.call('login.invite', tap.h('inv-a')::text, tap.slug('inv-a'), 'inv-y@example.com', 'viewer', NULL, NULL), '{"problem": "team.throttled", "retry_after": 3600}',
          'but not for more than 50 mails a day');
SELECT * FROM finish();
ROLLBACK;
