BEGIN;
SELECT plan(4);
SELECT tap.account(n) FROM unnest(ARRAY['vc-a', 'vc-b', 'vc-c']) AS n;
SELECT tap.oa('vc-a', 'vc key'), tap.login_channel('vc-a', 'vc key'), tap.token('vc-a', 'vc bot'), tap.totp('vc-b'), tap.pool_key('vc pool');
UPDATE tenant.assertion_key SET sealed = '\x0000000101';
UPDATE tenant.messaging_token SET sealed = '\x0000000201';
UPDATE tenant.totp SET sealed = '\x0000000301';
UPDATE directory.key_pool SET sealed = '\x0000000101' WHERE pool_id = tap.id('vc pool');
-- As acho-admin walks; `pages` says how many calls it took.
CREATE FUNCTION pg_temp.walk(_batch integer, OUT pages integer, OUT sums text) LANGUAGE plpgsql
AS $$
DECLARE
  page jsonb[];
  after text;
  all_rows jsonb[] := '{}';
BEGIN
  pages := 0;
  LOOP
    page := array(SELECT r FROM tap.rows_as('acho_admin', format('SELECT * FROM admin.vault_count(%L, %s)', after, _batch)) AS r);
    all_rows := all_rows || page;
    pages := pages + 1;
    after := page[1] ->> 'next';
    EXIT WHEN after IS NULL OR pages > 20;
  END LOOP;
  SELECT string_agg(concat_ws(' ', r ->> 'place', r ->> 'number', r ->> 'amount'), ', ' ORDER BY r ->> 'place') INTO sums
    FROM unnest(all_rows) AS r WHERE r ->> 'place' IS NOT NULL;
END
$$;
CREATE TEMP VIEW all_of_it AS SELECT 'directory.key_pool 1 1, tenant.assertion_key 1 1, tenant.messaging_token 2 1, tenant.totp 3 1' AS found;
SELECT is((SELECT sums FROM pg_temp.walk(100)), (SELECT found FROM all_of_it), 'by place and number');
SELECT is((SELECT sums FROM pg_temp.walk(1)), (SELECT found FROM all_of_it), 'account by account, the same');
SELECT cmp_ok((SELECT pages FROM pg_temp.walk(1)), '>', 2, 'in as many calls');
DELETE FROM directory.key_pool;
DELETE FROM tenant.totp;
SELECT is((SELECT r ->> 'next' FROM tap.rows_as('acho_admin', format('SELECT * FROM admin.vault_count(%L, 1)', '0')) AS r LIMIT 1),
          (SELECT min(slug) FROM directory.slug), 'a page without a value says where to go on all the same');
SELECT * FROM finish();
ROLLBACK;
