BEGIN;
SELECT plan(10);
DELETE FROM directory.key_pool;
SELECT tap.account(n) FROM unnest(ARRAY['he-a', 'he-b']) AS n;
SELECT tap.oa('he-a', 'he key'), tap.login_channel('he-a', 'he key'), tap.pool_key('he pool'), tap.call('link.oa_put', tap.h('he-b')::text, tap.slug('he-b'), 'B', '@he-b');
SELECT tap.call('link.token_put', tap.h('he-a')::text, tap.slug('he-a'), tap.id('he token')::text, '\x0a', 'false', '10');
DELETE FROM directory.key_pool WHERE account_id IS NOT NULL;
INSERT INTO directory.key_wanted (account_id) VALUES (tap.account_id('he-b')) ON CONFLICT (account_id) DO UPDATE SET due_at = now();
SELECT tap.pool_key('he free');
CREATE FUNCTION pg_temp.health(_after text, _batch integer) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.rows_as('acho_admin', format('SELECT * FROM admin.health(%L, %s)', _after, _batch)) $$;
CREATE TEMP VIEW summed AS
WITH RECURSIVE page AS (SELECT pg_temp.health(NULL, 1) AS p UNION ALL SELECT pg_temp.health(p ->> 'next', 1) FROM page WHERE p ->> 'next' IS NOT NULL)
SELECT sum((p ->> 'mails_waiting')::int) AS mails, min((p ->> 'mails_late_since')::timestamptz) AS mails_late, sum((p ->> 'mails_failed')::int) AS failed,
       sum((p ->> 'proofs_waiting')::int) AS proofs, min((p ->> 'proofs_late_since')::timestamptz) AS proofs_late,
       sum((p ->> 'keys_free')::int) AS keys, sum((p ->> 'keys_wanted')::int) AS wanted FROM page;

SELECT is((SELECT mails || ' ' || failed || ' ' || proofs || ' ' || keys || ' ' || wanted FROM summed),
          (SELECT count(*) FROM tenant.outbox) || ' 0 1 ' || (SELECT count(*) FROM directory.key_pool WHERE account_id IS NULL) || ' 1', 'what waits, account by account');
SELECT is((SELECT proofs_late FROM summed), NULL, 'what a worker is busy with is not late');
UPDATE tenant.outbox SET due_at = now() + interval '1 hour';
SELECT is((SELECT mails_late FROM summed), NULL, 'nor is a mail that is to be tried later');
UPDATE tenant.outbox SET due_at = now() - interval '1 hour' WHERE account_id = tap.account_id('he-b');
UPDATE tenant.outbox SET state = 'failed' WHERE account_id = tap.account_id('he-a');
UPDATE tenant.proof SET due_at = now() - interval '2 hours' WHERE state = 'pending';
SELECT results_eq('SELECT mails_late, proofs_late FROM summed', $$VALUES (now() - interval '1 hour', now() - interval '2 hours')$$, 'since when');
SELECT is((SELECT failed FROM summed), (SELECT count(*) FROM tenant.outbox WHERE state = 'failed'), 'what has failed');
INSERT INTO directory.find_mail (message_id, address_hash, due_at) VALUES (tap.id('he find'), tap.h('x'), now() - interval '3 hours');
SELECT is((SELECT mails_late FROM summed), now() - interval '3 hours', 'a list of login URLs belongs to no account and counts as well');
UPDATE tenant.outbox SET state = 'waiting', tries = 2, last_status = 'rcpt 450', created_at = now() - interval '4 hours' WHERE account_id = tap.account_id('he-a');
SELECT is((SELECT p ->> 'mails_said' || ' ' || ((p ->> 'mails_refused_since')::timestamptz = now() - interval '4 hours') FROM pg_temp.health(NULL, 1000) AS p),
          'rcpt 450 true', 'what the mail server says to the oldest that it refuses');
UPDATE tenant.proof SET started_at = now() - interval '5 hours' WHERE state = 'pending';
SELECT is((SELECT (p ->> 'proofs_since')::timestamptz FROM pg_temp.health(NULL, 1000) AS p), now() - interval '5 hours', 'since when LINE has not answered');
SELECT is((SELECT (p ->> 'mails_held')::int FROM pg_temp.health(NULL, 1000) AS p), 0, 'none is held');
UPDATE tenant.outbox SET due_at = 'infinity' WHERE account_id IN (tap.account_id('he-a'), tap.account_id('he-b'));
UPDATE directory.find_mail SET due_at = 'infinity' WHERE message_id = tap.id('he find');
SELECT is((SELECT sum((p ->> 'mails_held')::int) FROM (SELECT pg_temp.health(NULL, 1000) AS p) AS h),
          (SELECT count(*) FROM tenant.outbox WHERE due_at = 'infinity' AND state = 'waiting') + 1, 'since a restore: mails of accounts, and a list of login URLs');
SELECT * FROM finish();
ROLLBACK;
