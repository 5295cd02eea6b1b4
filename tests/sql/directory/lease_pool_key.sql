-- How a first key and a successor are leased is in link/oa_put.sql and link/key_new.sql.
BEGIN;
SELECT plan(7);
SELECT tap.account('lease-a'), tap.account('lease-b'), tap.pool_key('lease 1'), tap.pool_key('lease 2'), tap.pool_key('lease 3');
INSERT INTO directory.key_wanted (account_id) SELECT tap.account_id(n) FROM unnest(ARRAY['lease-a', 'lease-b']) AS n;

CREATE FUNCTION pg_temp.lease(_name text, _successor boolean) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE k record; BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  SET LOCAL ROLE acho_courier_definer;
  SELECT * INTO k FROM directory.lease_pool_key(_successor, 30);
  RESET ROLE;
  RETURN (SELECT p.n FROM directory.key_pool AS p WHERE p.pool_id = k.pool_id AND p.lease = k.lease AND p.sealed = k.sealed);
END $$;

SELECT is(pg_temp.lease('lease-a', false), 'n of lease 1', 'the oldest key');
SELECT is(pg_temp.lease('lease-a', true), NULL, 'one at a time');
SELECT is(pg_temp.lease('lease-b', true), 'n of lease 2', 'another account, another key');
SELECT results_eq($$SELECT account_id, due_at FROM directory.key_wanted ORDER BY 1$$,
                  $$VALUES (tap.account_id('lease-a'), now() + interval '30 s'), (tap.account_id('lease-b'), now())$$,
                  'a first key is looked after, a successor is not');
UPDATE directory.key_pool SET leased_until = now() WHERE account_id = tap.account_id('lease-a');
SELECT is(pg_temp.lease('lease-a', true), 'n of lease 3', 'a lapsed lease makes room');
SELECT is((SELECT count(*) FROM directory.key_pool), 2::bigint, 'and its key is destroyed');
DELETE FROM directory.key_pool;
SELECT is(pg_temp.lease('lease-a', true), NULL, 'an empty pool gives nothing');
SELECT * FROM finish();
ROLLBACK;
