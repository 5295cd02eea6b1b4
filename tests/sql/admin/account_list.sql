BEGIN;
SELECT plan(8);
SELECT tap.account('al-' || n) FROM generate_series(1, 5) AS n;
SELECT tap.oa('al-2', 'al key');
UPDATE tenant.account SET suspended_at = now() WHERE account_id IN (tap.account_id('al-2'), tap.account_id('al-4'));
UPDATE tenant.account SET closing_at = now() WHERE account_id = tap.account_id('al-3');
CREATE FUNCTION pg_temp.page(_after text, _batch integer, _limit integer, _only text DEFAULT NULL, _whole boolean DEFAULT false) RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT tap.rows_as('acho_admin', format('SELECT * FROM admin.account_list(%L, %s, %s, %L, %L)', _after, _batch, _limit, _only, _whole)) $$;
-- The slugs of a walk from page to page.
CREATE FUNCTION pg_temp.walk(_batch integer, _limit integer, _only text DEFAULT NULL) RETURNS text[] LANGUAGE sql
AS $$ WITH RECURSIVE page AS (
        SELECT array(SELECT pg_temp.page(NULL, _batch, _limit, _only)) AS r
        UNION ALL SELECT array(SELECT pg_temp.page(r[cardinality(r)] ->> 'next', _batch, _limit, _only)) FROM page WHERE r[cardinality(r)] ->> 'next' IS NOT NULL)
      SELECT array_agg(u ->> 'slug' ORDER BY u ->> 'slug') FROM page, unnest(r) AS u WHERE u ->> 'slug' IS NOT NULL $$;
CREATE TEMP VIEW all_slugs AS SELECT array_agg(slug ORDER BY slug) AS s FROM directory.slug;
SELECT is(pg_temp.walk(100, 100), (SELECT s FROM all_slugs), 'all in one page');
SELECT is(pg_temp.walk(2, 100), (SELECT s FROM all_slugs), 'by what is looked at');
SELECT is(pg_temp.walk(100, 2), (SELECT s FROM all_slugs), 'by what is wanted');
SELECT is((SELECT count(*) FROM pg_temp.page(NULL, 100, 2)), 3::bigint, 'no more than that, and where to go on');
SELECT is(pg_temp.walk(2, 1, 'suspended'), (SELECT array_agg(tap.slug(n) ORDER BY tap.slug(n)) FROM unnest(ARRAY['al-2', 'al-4']) AS n), 'the suspended ones');
SELECT is(pg_temp.walk(100, 100, 'closing'), ARRAY[tap.slug('al-3')], 'those that are being deleted');
SELECT is((SELECT p - 'next' FROM pg_temp.page(NULL, 100, 100) AS p WHERE p ->> 'slug' = tap.slug('al-2')),
  jsonb_build_object('slug', tap.slug('al-2'), 'company', 'Company al-2', 'addresses', 'a***@example.com', 'step', 'login_channel', 'created_at', now(), 'suspended_at', now(), 'deletes_at', NULL), 'how it stands, its owner masked');
SELECT is((SELECT p ->> 'addresses' FROM pg_temp.page(NULL, 100, 100, NULL, true) AS p WHERE p ->> 'slug' = tap.slug('al-2')), 'al-2@example.com', 'or whole');
SELECT * FROM finish();
ROLLBACK;
