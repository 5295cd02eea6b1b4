BEGIN;
SELECT plan(7);
SELECT tap.account('key-a'), tap.account('key-b');

CREATE FUNCTION pg_temp.key(_cookie text DEFAULT 'key-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.key', tap.h(_cookie)::text, tap.slug('key-a')) $$;

SELECT is(pg_temp.key('key-b') ->> 'problem', 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.key(), '{"problem": "onboarding.oa_required", "n": null, "created_at": null}', 'before step 11');
SELECT tap.call('link.oa_put', tap.h('key-a')::text, tap.slug('key-a'), 'OA', '@a');
SELECT is(pg_temp.key() ->> 'problem', 'key.preparing', 'while the pool is empty');
SELECT tap.oa('key-a', 'key 1');
SELECT is(pg_temp.key(), jsonb_build_object('problem', NULL, 'n', 'n of key 1', 'created_at', now()), 'the key');
SELECT is(pg_temp.key(), pg_temp.key(), 'the same at every reload');

-- While a successor exists, the successor.
SELECT tap.pool_key('key 2'), tap.call('link.key_new', tap.h('key-a')::text, tap.slug('key-a'));
SELECT is(pg_temp.key() ->> 'n', 'n of key 1', 'a leased successor is none yet');
SELECT tap.call('link.key_store', tap.h('key-a')::text, tap.slug('key-a'), tap.id('key 2')::text, '\x02');
SELECT is(pg_temp.key() ->> 'n', 'n of key 2', 'a stored one is the key to register');

SELECT * FROM finish();
ROLLBACK;
