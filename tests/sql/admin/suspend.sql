BEGIN;
SELECT plan(26);
SELECT tap.account('susp-a'), tap.account('susp-b'), tap.oa('susp-a', 'susp key'), tap.oa('susp-b', 'susp key b');
SELECT tap.login_channel('susp-a', 'susp key'), tap.token('susp-a', 'susp bot'), tap.token('susp-b', 'susp bot b');
SELECT tap.call('link.token_put', tap.h('susp-a')::text, tap.slug('susp-a'), tap.id('susp token')::text, '\x01', 'false', '0');
UPDATE tenant.proof SET code = 'line.pending', lease = tap.id('susp lease') WHERE account_id = tap.account_id('susp-a') AND state = 'pending';
UPDATE tenant.outbox SET state = 'delivered';
CREATE FUNCTION pg_temp.attempt(_name text, _attempt text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.attempt', tap.slug(_name), _name || '@example.com', tap.h(_attempt)::text, '30') $$;
CREATE FUNCTION pg_temp.rest() RETURNS SETOF record LANGUAGE sql
AS $$ SELECT due_at, lease FROM tenant.proof WHERE account_id = tap.account_id('susp-a') AND state = 'pending'
      UNION ALL SELECT due_at, lease FROM tenant.watch WHERE account_id = tap.account_id('susp-a') $$;
SELECT pg_temp.attempt('susp-a', 'susp before');
CREATE TEMP TABLE others AS SELECT * FROM directory.session WHERE account_id = tap.account_id('susp-b');
INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, subject_hash, expires_at)
SELECT tap.h('susp ' || p), m.account_id, p, m.member_id, tap.h('Ususp bot'), now() + interval '1 day'
  FROM tenant.member AS m, unnest(ARRAY['reset', 'verify', 'release']) AS p WHERE m.account_id = tap.account_id('susp-a');

SELECT is(tap.call('admin.suspend', 'nosuchslug000') #>> '{}', 'not_found', 'an unknown account');
SELECT is(tap.call('admin.resume', 'nosuchslug000') #>> '{}', 'not_found', 'nor is one resumed');
SELECT is(tap.call('admin.resume', tap.slug('susp-a')) #>> '{}', 'account.active', 'what was not suspended is not resumed');
SELECT is(tap.call('admin.suspend', tap.slug('susp-a')) #>> '{}', NULL, 'suspended');
SELECT is(tap.call('admin.suspend', tap.slug('susp-a')) #>> '{}', 'account.suspended', 'once');

-- As if it were not there.
SELECT is(tap.call('login.account', NULL, tap.slug('susp-a')), tap.call('login.account', NULL, 'nosuchslug000'), 'its login page');
SELECT is(pg_temp.attempt('susp-a', 'susp during'), pg_temp.attempt('susp-nowhere', 'susp nowhere'), 'a login gets what it gets at an unknown account');
SELECT is((SELECT count(*) FROM directory.login_attempt WHERE attempt_hash IN (tap.h('susp during'), tap.h('susp nowhere')) AND num_nulls(account_id, member_id, phc_hash) = 3),
          2::bigint, 'an attempt bound to nothing');
SELECT is(tap.call('login.open', tap.h('susp before')::text, tap.h('susp cookie')::text, NULL, '14', '90', NULL, NULL) ->> 'problem', 'login.failed', 'a login under way comes to nothing');
INSERT INTO directory.login_attempt (attempt_hash, account_id, member_id, phc_hash, throttle_key, expires_at)
SELECT tap.h('susp late'), m.account_id, m.member_id, sha256(convert_to(m.phc, 'UTF8')), tap.h('x'), now() + interval '1 min' FROM tenant.member AS m WHERE m.account_id = tap.account_id('susp-a');
SELECT is(tap.call('login.open', tap.h('susp late')::text, tap.h('susp cookie')::text, NULL, '14', '90', NULL, NULL) ->> 'problem', 'login.failed', 'nor does one that was not seen');
SELECT is(tap.call('login.session', tap.h('susp-a')::text, tap.slug('susp-a')) ->> 'problem', 'session.required', 'the session has ended');
SELECT is((SELECT count(*) FROM directory.session FULL JOIN tenant.session USING (account_id, session_id) WHERE account_id = tap.account_id('susp-a')), 0::bigint, 'both halves');
SELECT results_eq($$SELECT * FROM directory.session WHERE account_id = tap.account_id('susp-b')$$, 'SELECT * FROM others', 'another account''s goes on');
SELECT is(tap.call('login.verify', tap.h('susp verify')::text, tap.slug('susp-a'), NULL, NULL) ->> 'problem', 'link.expired', 'a link opens nothing');
SELECT is(tap.call('login.reset_look', tap.h('susp reset')::text, tap.slug('susp-a')) ->> 'problem', 'link.expired', 'nor does another');
SELECT is(tap.call('link.release', tap.h('susp release')::text, tap.slug('susp-a')) ->> 'problem', 'link.expired', 'nor one to link');
SELECT tap.call('login.reset_request', tap.slug('susp-a'), 'susp-a@example.com'), tap.call('courier.reset_resolve');

-- LINE is left alone.
SELECT results_eq('SELECT * FROM pg_temp.rest() AS r (due_at timestamptz, lease uuid)', $$SELECT timestamptz 'infinity', NULL::uuid FROM generate_series(1, 3)$$, 'what LINE is asked about rests');
SELECT is_empty($$SELECT slug FROM tap.rows_as('acho_courier', 'SELECT slug FROM courier.proof_claim(100, 60, true)') AS r (slug) WHERE r.slug ->> 'slug' = tap.slug('susp-a')$$, 'no probe takes it');
DO $$ BEGIN SET LOCAL ROLE acho_courier_definer; PERFORM tenant.wake_waiting(); RESET ROLE; END $$;
SELECT is(tap.call('admin.token_check', tap.slug('susp-a')) ->> 'problem', 'account.suspended', 'the operator does not ask either');
SELECT results_eq('SELECT * FROM pg_temp.rest() AS r (due_at timestamptz, lease uuid)', $$SELECT timestamptz 'infinity', NULL::uuid FROM generate_series(1, 3)$$, 'and LINE''s coming back wakes nothing');
SELECT ok(EXISTS (SELECT FROM directory.bot WHERE account_id = tap.account_id('susp-a')), 'the Official Account stays its own');

-- It goes on.
SELECT is(tap.call('admin.resume', tap.slug('susp-a')) #>> '{}', NULL, 'resumed');
SELECT results_eq('SELECT * FROM pg_temp.rest() AS r (due_at timestamptz, lease uuid)', 'SELECT now(), NULL::uuid FROM generate_series(1, 3)', 'LINE is asked at once');
SELECT is(pg_temp.attempt('susp-a', 'susp after') ->> 'phc', 'phc of susp-a', 'people log in again');
SELECT results_eq($$SELECT kind FROM tenant.event WHERE account_id = tap.account_id('susp-a') AND kind ~ '^account' ORDER BY kind$$, ARRAY['account.resumed', 'account.suspended'], 'both are events');
SELECT results_eq($$SELECT kind || ' ' || recipient FROM tenant.outbox WHERE state = 'waiting' ORDER BY 1$$,
  ARRAY['account_resumed susp-a@example.com', 'account_suspended susp-a@example.com'], 'of which the owner is told; nobody got a reset link');
SELECT * FROM finish();
ROLLBACK;
