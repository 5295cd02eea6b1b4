BEGIN;
SELECT plan(14);
SELECT tap.account('msettle-a');

CREATE FUNCTION pg_temp.claim() RETURNS text LANGUAGE sql AS $$ SELECT tap.call('courier.mail_claim', '60') ->> 'lease' $$;
CREATE FUNCTION pg_temp.settle(_lease text, _outcome text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('courier.mail_settle', _lease, _outcome, repeat('250 ok ', 100), '90') $$;
CREATE FUNCTION pg_temp.mail() RETURNS tenant.outbox LANGUAGE sql
AS $$ SELECT * FROM tenant.outbox WHERE account_id = tap.account_id('msettle-a') $$;
CREATE TEMP TABLE lease AS SELECT pg_temp.claim() AS first, NULL AS second;

SELECT is(pg_temp.settle(tap.id('no lease')::text, 'delivered'), 'false', 'an unknown lease is not held');
SELECT is(pg_temp.settle((SELECT first FROM lease), 'tempfail'), 'true', 'for now it failed');
SELECT is((pg_temp.mail()).due_at, now() + interval '90 s', 'it is due again when the courier says');
SELECT is((pg_temp.mail()).state, 'waiting', 'and waits');
SELECT is(length((pg_temp.mail()).last_status), 500, 'what the server said is kept, within bounds');
SELECT is(pg_temp.settle((SELECT first FROM lease), 'delivered'), 'false', 'a settled lease is no longer held');

-- Taken over by another courier.
UPDATE tenant.outbox SET due_at = now() WHERE account_id = tap.account_id('msettle-a');
UPDATE lease SET second = pg_temp.claim();
SELECT is(pg_temp.settle((SELECT first FROM lease), 'permfail'), 'false', 'nor one another courier has taken over');
SELECT is((pg_temp.mail()).state, 'waiting', 'it changes nothing');
UPDATE tenant.outbox SET due_at = now() WHERE account_id = tap.account_id('msettle-a');
SELECT is(pg_temp.settle((SELECT second FROM lease), 'delivered'), 'true', 'one that lapsed and nobody took over still is');
SELECT is((pg_temp.mail()).state, 'delivered', 'delivered is delivered');
SELECT is((pg_temp.mail()).settled_at, now(), 'since now');

UPDATE tenant.outbox SET state = 'waiting', settled_at = NULL, due_at = now() WHERE account_id = tap.account_id('msettle-a');
SELECT is(pg_temp.settle(pg_temp.claim(), 'permfail'), 'true', 'for good');
SELECT is((pg_temp.mail()).state, 'failed', 'failed mails stay, to be seen');
SELECT throws_ok($$SELECT pg_temp.settle(NULL, 'bounced')$$, 'AC001', NULL, 'there is no other outcome');

SELECT * FROM finish();
ROLLBACK;
