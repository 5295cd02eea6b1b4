BEGIN;
SELECT plan(8);
SELECT tap.account('kclaim-a'), tap.account('kclaim-b');
SELECT is(tap.call('courier.key_claim', '60'), NULL, 'nobody waits');
SELECT tap.call('link.oa_put', tap.h(n)::text, tap.slug(n), 'OA', '@a') FROM unnest(ARRAY['kclaim-a', 'kclaim-b']) AS n;
UPDATE directory.key_wanted SET due_at = now() - interval '1 s' WHERE account_id = tap.account_id('kclaim-b');
SELECT is(tap.call('courier.key_claim', '60'), NULL, 'two wait, the pool is empty');

SELECT tap.pool_key('kclaim 1'), tap.pool_key('kclaim 2');
SELECT is(tap.call('courier.key_claim', '60') - 'lease',
          jsonb_build_object('slug', tap.slug('kclaim-b'), 'pool_id', tap.id('kclaim 1'),
                             'pool_sealed', convert_to('pool kclaim 1', 'UTF8')::text), 'who has waited longest gets the oldest key');
SELECT is(tap.call('courier.key_claim', '60') ->> 'slug', tap.slug('kclaim-a'), 'then the other');
SELECT tap.pool_key('kclaim 3');
SELECT is(tap.call('courier.key_claim', '60'), NULL, 'a key is not leased twice to one account');
SELECT results_eq(
  $$SELECT account_id, successor, leased_until FROM directory.key_pool WHERE pool_id = tap.id('kclaim 1')$$,
  $$VALUES (tap.account_id('kclaim-b'), false, now() + interval '60 s')$$, 'leased for 60 s');

-- A courier, or the worker of the request, that died.
UPDATE directory.key_pool SET leased_until = now() WHERE pool_id = tap.id('kclaim 1');
UPDATE directory.key_wanted SET due_at = now() WHERE account_id = tap.account_id('kclaim-b');
SELECT is(tap.call('courier.key_claim', '60') ->> 'pool_id', tap.id('kclaim 3')::text, 'a lapsed lease is made good with another key');
SELECT ok(NOT EXISTS (SELECT FROM directory.key_pool WHERE pool_id = tap.id('kclaim 1')), 'the first one is destroyed');
SELECT * FROM finish();
ROLLBACK;
