BEGIN;
SELECT plan(7);
SELECT tap.account('kstore-a'), tap.call('link.oa_put', tap.h('kstore-a')::text, tap.slug('kstore-a'), 'OA', '@a');
SELECT tap.pool_key('kstore 1'), tap.pool_key('kstore 2');
CREATE TEMP TABLE lease AS SELECT tap.call('courier.key_claim', '60') ->> 'lease' AS lease;

SELECT is(tap.call('courier.key_store', tap.id('no lease')::text, '\x01'), 'false', 'an unknown lease is not held');
UPDATE directory.key_pool SET leased_until = now() WHERE pool_id = tap.id('kstore 1');
SELECT is(tap.call('courier.key_store', (SELECT lease FROM lease), '\x01'), 'false', 'nor is one that lapsed');
SELECT is((SELECT count(*) FROM tenant.assertion_key WHERE account_id = tap.account_id('kstore-a')), 0::bigint, 'no key then');
UPDATE directory.key_wanted SET due_at = now();
UPDATE lease SET lease = tap.call('courier.key_claim', '60') ->> 'lease';
SELECT is(tap.call('courier.key_store', (SELECT lease FROM lease), '\x01'), 'true', 'one that holds is');
SELECT is(tap.call('link.key', tap.h('kstore-a')::text, tap.slug('kstore-a')) ->> 'n', 'n of kstore 2', 'the account has its key');
SELECT is((SELECT count(*) FROM directory.key_wanted), 0::bigint, 'and waits no more');
SELECT is(tap.call('courier.key_store', (SELECT lease FROM lease), '\x02'), 'false', 'a lease is good once');
SELECT * FROM finish();
ROLLBACK;
