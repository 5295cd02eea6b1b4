BEGIN;
SELECT plan(14);
SELECT tap.account('lput-a'), tap.account('lput-b');

CREATE FUNCTION pg_temp.put(_channel text, _kid text, _cookie text DEFAULT 'lput-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.login_channel_put', tap.h(_cookie)::text, tap.slug('lput-a'), _channel, _kid, '10') $$;
CREATE FUNCTION pg_temp.bytes(_text text) RETURNS text LANGUAGE sql AS $$ SELECT convert_to(_text, 'UTF8')::text $$;

SELECT is(pg_temp.put('1', 'k', 'lput-b') ->> 'problem', 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.put('1', 'k') ->> 'problem', 'onboarding.oa_required', 'and step 11');
SELECT tap.call('link.oa_put', tap.h('lput-a')::text, tap.slug('lput-a'), 'OA', '@a');
SELECT is(pg_temp.put('1', 'k') ->> 'problem', 'key.preparing', 'and a key');
SELECT ok(NOT EXISTS (SELECT FROM tenant.proof WHERE account_id = tap.account_id('lput-a')), 'a problem keeps nothing');

SELECT tap.oa('lput-a', 'lput 1');
SELECT tap.confirmed('lput-a', '1 day');
SELECT is(pg_temp.put('1111111111', 'kid 1'),
          jsonb_build_object('problem', NULL, 'attempt', 1, 'key1_id', tap.id('lput 1'), 'key1_sealed', pg_temp.bytes('sealed lput 1'),
                             'key2_id', NULL, 'key2_sealed', NULL), 'a first paste needs no password; the key to try');
SELECT results_eq(
  $$SELECT state, channel_id, kid, due_at, lease, tries FROM tenant.proof WHERE account_id = tap.account_id('lput-a')$$,
  $$VALUES ('pending', '1111111111', 'kid 1', now() + interval '10 s', NULL::uuid, 0)$$, 'kept as pending, the courier waits 10 s');
SELECT is(pg_temp.put('2222222222', 'kid 2') ->> 'attempt', '2', 'a newer paste has a higher number');
SELECT is((SELECT channel_id FROM tenant.proof WHERE account_id = tap.account_id('lput-a')), '2222222222', 'and takes its place');

-- Beside a successor both keys are tried.
SELECT tap.confirmed('lput-a', '0'), tap.pool_key('lput 2'), tap.call('link.key_new', tap.h('lput-a')::text, tap.slug('lput-a'));
SELECT tap.call('link.key_store', tap.h('lput-a')::text, tap.slug('lput-a'), tap.id('lput 2')::text, pg_temp.bytes('sealed lput 2'));
SELECT is(pg_temp.put('3333333333', 'kid 3'),
          jsonb_build_object('problem', NULL, 'attempt', 3, 'key1_id', tap.id('lput 2'), 'key1_sealed', pg_temp.bytes('sealed lput 2'),
                             'key2_id', tap.id('lput 1'), 'key2_sealed', pg_temp.bytes('sealed lput 1')),
          'the successor first, then the key in use');

-- Replacing a proved one.
SELECT tap.login_channel('lput-a', 'lput 1');
SELECT tap.confirmed('lput-a', '16 minutes');
SELECT is(pg_temp.put('5555555555', 'kid 5'),
          '{"problem": "session.confirm", "attempt": null, "key1_id": null, "key1_sealed": null, "key2_id": null, "key2_sealed": null}',
          'replacing a proved channel needs the password');
SELECT is((SELECT state || ' ' || attempt FROM tenant.proof WHERE account_id = tap.account_id('lput-a')), 'settled 4', 'nothing changed');
SELECT tap.confirmed('lput-a', '14 minutes');
SELECT is(pg_temp.put('5555555555', 'kid 5') ->> 'attempt', '5', 'given it, it goes');
SELECT is((SELECT channel_id FROM tenant.login_channel WHERE account_id = tap.account_id('lput-a')), '1234567890',
          'and the proved one holds meanwhile');

SELECT is((SELECT count(*) FROM tenant.event WHERE kind = 'login_channel.pasted'), (SELECT sum(attempt)::bigint FROM tenant.proof), 'each paste is an event');
SELECT * FROM finish();
ROLLBACK;
