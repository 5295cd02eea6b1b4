BEGIN;
SELECT plan(15);
SELECT tap.account('new-a'), tap.account('new-b');

CREATE FUNCTION pg_temp.new(_cookie text DEFAULT 'new-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.key_new', tap.h(_cookie)::text, tap.slug('new-a')) $$;
CREATE FUNCTION pg_temp.store(_key text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.key_store', tap.h('new-a')::text, tap.slug('new-a'), tap.id(_key)::text, '\x01') $$;
CREATE FUNCTION pg_temp.keys() RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(n || CASE WHEN successor THEN ' (successor)' ELSE '' END, ', ' ORDER BY successor)
        FROM tenant.assertion_key WHERE account_id = tap.account_id('new-a') $$;

SELECT is(pg_temp.new('new-b') ->> 'problem', 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.new() ->> 'problem', 'onboarding.oa_required', 'and step 11');
SELECT tap.call('link.oa_put', tap.h('new-a')::text, tap.slug('new-a'), 'OA', '@a');
SELECT is(pg_temp.new() ->> 'problem', 'key.preparing', 'and a key to succeed');
SELECT tap.oa('new-a', 'new 1');
SELECT tap.confirmed('new-a', '16 minutes');
SELECT is(pg_temp.new() ->> 'problem', 'session.confirm', 'and a password given within 15 minutes');
SELECT tap.confirmed('new-a', '14 minutes');
SELECT is(pg_temp.new(), '{"problem": "key.preparing", "pool_id": null, "pool_sealed": null}', 'and a key in the pool');

SELECT tap.pool_key('new 2'), tap.pool_key('new 3');
SELECT is(pg_temp.new(), jsonb_build_object('problem', NULL, 'pool_id', tap.id('new 2'),
                                            'pool_sealed', convert_to('pool new 2', 'UTF8')::text), 'a pool key is leased');
SELECT is(pg_temp.new() ->> 'problem', 'key.preparing', 'one at a time');
SELECT is(pg_temp.keys(), 'n of new 1', 'a lease alone changes nothing');
SELECT is(pg_temp.store('new 2'), 'null', 'stored');
SELECT is(pg_temp.keys(), 'n of new 1, n of new 2 (successor)', 'the old key stays beside its successor');

-- An unproved successor is replaced.
SELECT is(pg_temp.new() ->> 'pool_id', tap.id('new 3')::text, 'another one');
SELECT is(pg_temp.store('new 3'), 'null', 'stored');
SELECT is(pg_temp.keys(), 'n of new 1, n of new 3 (successor)', 'takes the place of the successor, not of the key in use');

-- Proved with the successor: that is the key in use now.
SELECT tap.login_channel('new-a', 'new 3');
SELECT is(pg_temp.keys(), 'n of new 3', 'a proved successor comes into use and the old key is dropped');
SELECT ok(NOT EXISTS (SELECT FROM directory.key_wanted WHERE account_id = tap.account_id('new-a')), 'no key is wanted');

SELECT * FROM finish();
ROLLBACK;
