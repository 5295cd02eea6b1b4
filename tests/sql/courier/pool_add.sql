BEGIN;
SELECT plan(4);
SELECT is(tap.call('courier.pool_add', tap.id('add 1')::text, 'n 1', '\x01'), 'true', 'a key goes into the pool');
SELECT results_eq(
  $$SELECT n, sealed, account_id FROM directory.key_pool WHERE pool_id = tap.id('add 1')$$,
  $$VALUES ('n 1', '\x01'::bytea, NULL::bigint)$$, 'free');
SELECT is(tap.call('courier.pool_add', tap.id('add 1')::text, 'n 2', '\x02'), 'false', 'once');
SELECT is((SELECT n FROM directory.key_pool WHERE pool_id = tap.id('add 1')), 'n 1', 'the first stays');
SELECT * FROM finish();
ROLLBACK;
