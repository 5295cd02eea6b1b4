BEGIN;
SELECT plan(21);
SELECT tap.account('put-a'), tap.account('put-b');

CREATE FUNCTION pg_temp.put(_name text, _basic_id text, _cookie text DEFAULT 'put-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.oa_put', tap.h(_cookie)::text, tap.slug('put-a'), _name, _basic_id) $$;
CREATE FUNCTION pg_temp.oa() RETURNS text LANGUAGE sql
AS $$ SELECT name || ' ' || basic_id FROM tenant.oa WHERE account_id = tap.account_id('put-a') $$;

SELECT is(pg_temp.put('OA', '@a', 'put-b') ->> 'problem', 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.oa(), NULL, 'without one nothing is stored');

-- An empty pool does not hold the merchant up.
SELECT is(pg_temp.put('OA', '@a'), '{"problem": null, "pool_id": null, "pool_sealed": null}', 'stored, though the pool is empty');
SELECT is((SELECT due_at FROM directory.key_wanted WHERE account_id = tap.account_id('put-a')), now(), 'a key is wanted now');
SELECT tap.pool_key('put key 1'), tap.pool_key('put key 2');
SELECT is(pg_temp.put('OA', '@a'), jsonb_build_object('problem', NULL, 'pool_id', tap.id('put key 1'),
                                                     'pool_sealed', convert_to('pool put key 1', 'UTF8')::text),
          'the next call leases the oldest key of the pool');
SELECT results_eq(
  $$SELECT account_id, successor, leased_until FROM directory.key_pool WHERE pool_id = tap.id('put key 1')$$,
  $$VALUES (tap.account_id('put-a'), false, now() + interval '60 s')$$, 'for 60 s, to this account');
SELECT is((SELECT due_at FROM directory.key_wanted WHERE account_id = tap.account_id('put-a')), now() + interval '60 s',
          'the courier is to look after it if nothing comes of that');
SELECT is(pg_temp.put('OA', '@a') ->> 'pool_id', NULL, 'no second key while one is leased');

-- A lapsed lease destroys the key.
UPDATE directory.key_pool SET leased_until = now() WHERE pool_id = tap.id('put key 1');
UPDATE directory.key_wanted SET due_at = now() WHERE account_id = tap.account_id('put-a');
SELECT is(pg_temp.put('OA', '@a') ->> 'pool_id', tap.id('put key 2')::text, 'after a lapsed lease another key comes');
SELECT ok(NOT EXISTS (SELECT FROM directory.key_pool WHERE pool_id = tap.id('put key 1')), 'and the first is no more');
SELECT tap.call('link.key_store', tap.h('put-a')::text, tap.slug('put-a'), tap.id('put key 2')::text, '\x02');
SELECT tap.pool_key('put key 3');
SELECT is(pg_temp.put('OA', '@a') ->> 'pool_id', NULL, 'an account with a key is owed none');
SELECT ok(NOT EXISTS (SELECT FROM directory.key_wanted WHERE account_id = tap.account_id('put-a')), 'nor is one wanted');

-- Changing it.
UPDATE tenant.oa SET entered_at = now() - interval '1 day' WHERE account_id = tap.account_id('put-a');
SELECT pg_temp.put('New name', '@a');
SELECT is((SELECT entered_at FROM tenant.oa WHERE account_id = tap.account_id('put-a')), now() - interval '1 day',
          'a new name leaves the Basic ID''s time alone');
SELECT tap.login_channel('put-a', 'put key 2'), tap.call('link.checklist_put', tap.h('put-a')::text, tap.slug('put-a'), 'true', 'true');
SELECT pg_temp.put('New name', '@b');
SELECT is(tap.call('link.oa', tap.h('put-a')::text, tap.slug('put-a')) - ARRAY['login_checked_at', 'published_at', 'oa_linked_at'],
          jsonb_build_object('problem', NULL, 'name', 'New name', 'basic_id', '@b', 'oa_state', 'confirmed', 'oa_checked_at', now(),
            'channel_id', '1234567890', 'kid', 'kid', 'login_state', 'proved', 'login_code', NULL,
            'bot_basic_id', NULL, 'bot_display_name', NULL, 'bot_has_picture', false,
            'token_expires_at', NULL, 'token_state', 'missing', 'token_checked_at', NULL, 'token_code', NULL),
          'another Basic ID loses nothing else');

-- A token that is pending or proved was compared with the Basic ID there is.
SELECT tap.call('link.token_put', tap.h('put-a')::text, tap.slug('put-a'), tap.id('put token')::text, '\x01', 'false', '10');
SELECT is(pg_temp.put('Third', '@c') ->> 'problem', 'oa.linked', 'not while a token is pending');
SELECT is(pg_temp.oa(), 'New name @b', 'and then the name is not changed either');
SELECT tap.call('link.token_settle', tap.h('put-a')::text, tap.slug('put-a'), '1', 'line.token_other_oa', NULL, '@c', NULL, 'Third',
                NULL, NULL, NULL, '200', 'r');
SELECT is(pg_temp.put('Third', '@c') ->> 'problem', NULL, 'a refuted token is in nobody''s way: the one-click repair');
SELECT tap.token('put-a', 'put bot');
SELECT is(pg_temp.put('Fourth', '@d') ->> 'problem', 'oa.linked', 'not while a token is proved');
SELECT is(pg_temp.put('Fourth', '@c') ->> 'problem', NULL, 'a new name always');
SELECT is(pg_temp.oa(), 'Fourth @c', 'is taken');
SELECT is((SELECT count(*) FROM tenant.event AS e JOIN tenant.member AS m USING (account_id, member_id) WHERE e.kind = 'oa.named' AND m.email = 'put-a@example.com'),
          5::bigint, 'each name that is another is an event, and no refused one');

SELECT * FROM finish();
ROLLBACK;
