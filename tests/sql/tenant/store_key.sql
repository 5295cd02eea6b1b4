-- Compare and set as seen from outside is in link/key_store.sql and courier/key_store.sql.
BEGIN;
SELECT plan(5);
SELECT tap.account('skey-a'), tap.oa('skey-a', 'skey 1'), tap.pool_key('skey 2'), tap.call('link.key_new', tap.h('skey-a')::text, tap.slug('skey-a'));
CREATE FUNCTION pg_temp.store(_account bigint, _key text) RETURNS boolean LANGUAGE plpgsql
AS $$ DECLARE stored boolean; key uuid := tap.id(_key); BEGIN
  PERFORM set_config('acho.account', _account::text, true);
  SET LOCAL ROLE acho_courier_definer; stored := tenant.store_key(key, '\x01'); RESET ROLE; RETURN stored;
END $$;
SELECT is(pg_temp.store(0, 'skey 2'), false, 'not for another account than it is leased to');
SELECT is(pg_temp.store(NULL, 'skey 2'), false, 'nor for none');
SELECT is(pg_temp.store(tap.account_id('skey-a'), 'skey 2'), true, 'for the account it is leased to');
SELECT results_eq($$SELECT n, successor FROM tenant.assertion_key ORDER BY successor$$, $$VALUES ('n of skey 1', false), ('n of skey 2', true)$$,
                  'as what it was leased for');
SELECT is((SELECT count(*) FROM directory.key_pool), 0::bigint, 'and out of the pool');
SELECT * FROM finish();
ROLLBACK;
