BEGIN;
SELECT plan(10);
SELECT tap.account('store-a'), tap.account('store-b');
CREATE FUNCTION pg_temp.store(_sealed text, _cookie text DEFAULT 'store-a', _name text DEFAULT 'store-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.totp_store', tap.h(_cookie)::text, tap.slug(_name), convert_to(_sealed, 'UTF8')::text) $$;
SELECT is(pg_temp.store('x', cookie, name), '"session.required"', what)
  FROM (VALUES ('store-b', 'store-a', 'a session of another account'), ('store-a', 'store-b', 'a session to another account'), ('nobody', 'store-a', 'no session')) AS v (cookie, name, what);
SELECT tap.confirmed('store-a', '15 min');
SELECT is(pg_temp.store('x'), '"session.confirm"', 'a password given long ago');
SELECT tap.confirmed('store-a', '0');
SELECT is(pg_temp.store(s), 'null', 'kept: ' || s) FROM unnest(ARRAY['one', 'two']) AS s;
SELECT results_eq($$SELECT account_id, sealed, on_at FROM tenant.totp$$,
  $$VALUES (tap.account_id('store-a'), convert_to('two', 'UTF8'), NULL::timestamptz)$$, 'the last one waits, and is not on');
SELECT tap.call('login.totp_store', tap.h('store-a')::text, tap.slug('store-a'), '\x01', tap.id('totp of store-a')::text);
SELECT results_eq($$SELECT sealed, totp_id FROM tenant.totp$$, $$VALUES ('\x01'::bytea, tap.id('totp of store-a'))$$, 'with the id it is sealed to');
SELECT tap.totp('store-a');
SELECT is(pg_temp.store('three'), '"totp.on"', 'one that is on is not replaced');
SELECT results_eq($$SELECT sealed FROM tenant.totp$$, ARRAY[convert_to('sealed of store-a', 'UTF8')], 'and stays');
SELECT * FROM finish();
ROLLBACK;
