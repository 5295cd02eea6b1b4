BEGIN;
SELECT plan(13);
SELECT tap.account('store-a'), tap.account('store-b');
SELECT tap.pool_key('store key 1'), tap.pool_key('store key 2'), tap.pool_key('store key 3');
SELECT tap.call('link.oa_put', tap.h('store-a')::text, tap.slug('store-a'), 'OA', '@a');

CREATE FUNCTION pg_temp.store(_key text, _name text DEFAULT 'store-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.key_store', tap.h(_name)::text, tap.slug(_name), tap.id(_key)::text, '\x01') $$;

SELECT is(tap.call('link.key_store', tap.h('store-b')::text, tap.slug('store-a'), tap.id('store key 1')::text, '\x01'),
          '"session.required"', 'it takes a session of this account');
SELECT is(pg_temp.store('store key 1', 'store-b'), '"key.preparing"', 'a key leased to one account is none of another''s');
SELECT is(pg_temp.store('store key 2'), '"key.preparing"', 'a key that is leased to nobody is nobody''s');
SELECT is(pg_temp.store('store key 1'), 'null', 'the leased key becomes the account''s');
SELECT results_eq(
  $$SELECT key_id, n, sealed, successor, created_at FROM tenant.assertion_key WHERE account_id = tap.account_id('store-a')$$,
  $$VALUES (tap.id('store key 1'), 'n of store key 1', '\x01'::bytea, false, now())$$, 'with the id and the modulus it had in the pool');
SELECT ok(NOT EXISTS (SELECT FROM directory.key_pool WHERE pool_id = tap.id('store key 1')), 'and leaves the pool');
SELECT ok(NOT EXISTS (SELECT FROM directory.key_wanted WHERE account_id = tap.account_id('store-a')), 'none is wanted any more');
SELECT is(pg_temp.store('store key 1'), '"key.preparing"', 'a second time there is no lease');

-- Too late.
SELECT tap.call('link.oa_put', tap.h('store-b')::text, tap.slug('store-b'), 'OA', '@b');
UPDATE directory.key_pool SET leased_until = now() WHERE pool_id = tap.id('store key 2');
SELECT is(pg_temp.store('store key 2', 'store-b'), '"key.preparing"', 'a lapsed lease is worth nothing');
SELECT is((SELECT count(*) FROM tenant.assertion_key WHERE account_id = tap.account_id('store-b')), 0::bigint, 'no key then');
SELECT ok(EXISTS (SELECT FROM directory.key_wanted WHERE account_id = tap.account_id('store-b')), 'and one is still wanted');

-- A successor is an event, and by whom; the first key came by itself.
SELECT is_empty($$SELECT FROM tenant.event WHERE kind = 'key.new'$$, 'the first key is no event');
SELECT tap.call('link.key_new', tap.h('store-a')::text, tap.slug('store-a')) IS NOT NULL,
       tap.call('link.key_store', tap.h('store-a')::text, tap.slug('store-a'), tap.id('store key 3')::text, '\x02', '192.0.2.1', 'request-1');
SELECT results_eq($$SELECT e.account_id, m.email, e.ip, e.request_id FROM tenant.event AS e JOIN tenant.member AS m USING (account_id, member_id) WHERE e.kind = 'key.new'$$,
  $$VALUES (tap.account_id('store-a'), 'store-a@example.com', '192.0.2.1', 'request-1')$$, 'a successor is');
SELECT * FROM finish();
ROLLBACK;
