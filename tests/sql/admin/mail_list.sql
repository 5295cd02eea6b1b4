BEGIN;
SELECT plan(7);
SELECT tap.account(n) FROM unnest(ARRAY['ml-a', 'ml-b', 'ml-c']) AS n;
UPDATE tenant.outbox SET state = 'failed', last_status = 'rcpt 550', tries = 1, settled_at = now() WHERE account_id = tap.account_id('ml-a');
UPDATE tenant.outbox SET state = 'delivered', settled_at = now() WHERE account_id = tap.account_id('ml-b');
INSERT INTO directory.find_mail (message_id, address_hash, failed_at) VALUES (tap.id('ml find'), tap.h('x'), now()), (tap.id('ml wait'), tap.h('y'), NULL);
CREATE FUNCTION pg_temp.list(_after text, _batch integer, _limit integer, _slug text, _only text, _whole boolean DEFAULT false) RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT r FROM tap.rows_as('acho_admin', format('SELECT * FROM admin.mail_list(%L, %s, %s, %L, %L, %L)', _after, _batch, _limit, _slug, _only, _whole)) AS r $$;
CREATE FUNCTION pg_temp.short(_rows jsonb[]) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(concat_ws(' ', r ->> 'kind', r ->> 'state', r ->> 'recipient'), ', ' ORDER BY r ->> 'kind', r ->> 'state', r ->> 'recipient') FROM unnest(_rows) AS r WHERE r ->> 'message_id' IS NOT NULL $$;
SELECT is(pg_temp.short(array(SELECT pg_temp.list(NULL, 100, 100, NULL, NULL))), 'find failed, find waiting, welcome delivered m***@example.com, welcome failed m***@example.com, welcome waiting m***@example.com', 'all there are, recipients masked');
SELECT is(pg_temp.short(array(SELECT pg_temp.list(NULL, 100, 100, NULL, 'failed', true))), 'find failed, welcome failed ml-a@example.com', 'those that have failed, whole');
SELECT is(pg_temp.short(array(SELECT pg_temp.list(NULL, 100, 100, tap.slug('ml-c'), NULL, true))), 'welcome waiting ml-c@example.com', 'those of one account');
SELECT is(pg_temp.short(array(SELECT pg_temp.list(NULL, 100, 100, 'nosuchslug000', NULL))), NULL, 'none of an account that is not there');
SELECT is((SELECT r - 'next' - 'message_id' FROM pg_temp.list(NULL, 100, 100, tap.slug('ml-a'), NULL) AS r LIMIT 1),
  jsonb_build_object('slug', tap.slug('ml-a'), 'kind', 'welcome', 'recipient', 'm***@example.com', 'state', 'failed', 'tries', 1, 'created_at', now(), 'due_at', now(), 'last_status', 'rcpt 550'), 'with what the server said');
-- From page to page.
CREATE TEMP VIEW walked AS
WITH RECURSIVE page AS (
  SELECT array(SELECT pg_temp.list(NULL, 2, 1, NULL, NULL)) AS r
  UNION ALL SELECT array(SELECT pg_temp.list(r[cardinality(r)] ->> 'next', 2, 1, NULL, NULL)) FROM page WHERE r[cardinality(r)] ->> 'next' IS NOT NULL)
SELECT count(*) AS pages, count(DISTINCT u ->> 'message_id') AS mails, count(u ->> 'message_id') AS rows FROM page, unnest(r) AS u;
SELECT results_eq('SELECT mails, rows FROM walked', 'VALUES (5::bigint, 5::bigint)', 'each once');
SELECT is((SELECT count(*) FROM pg_temp.list((SELECT max(slug) FROM directory.slug), 2, 9, NULL, NULL)), 1::bigint, 'and at the end none');
SELECT * FROM finish();
ROLLBACK;
