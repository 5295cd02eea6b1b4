BEGIN;
SELECT plan(15);
SELECT tap.account('on-a'), tap.account('on-b');
SELECT tap.call('login.totp_store', tap.h(n)::text, tap.slug(n), '\x01') FROM unnest(ARRAY['on-a', 'on-b']) AS n;
DELETE FROM tenant.outbox;
CREATE FUNCTION pg_temp.on(_sealed text, _cookie text DEFAULT 'on-a', _name text DEFAULT 'on-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.totp_on', tap.h(_cookie)::text, tap.slug(_name), _sealed, '7', (tap.h('c1') || tap.h('c2'))::text, '192.0.2.1', 'request-1') $$;
SELECT is(pg_temp.on('\x01', cookie, name), '"session.required"', what)
  FROM (VALUES ('on-b', 'on-a', 'a session of another account'), ('on-a', 'on-b', 'a session to another account'), ('nobody', 'on-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.on('\x02'), '"totp.wrong"', 'the code was of a secret that was replaced meanwhile');
SELECT ok(NOT EXISTS (SELECT FROM tenant.recovery_code) AND NOT EXISTS (SELECT FROM tenant.outbox), 'then nothing has changed');
SELECT is(pg_temp.on('\x01'), 'null', 'right');
SELECT results_eq($$SELECT on_at, last_step FROM tenant.totp ORDER BY account_id$$, $$VALUES (now(), 7::bigint), (NULL, 0)$$, 'it is on, for one account, and the code is used up');
SELECT results_eq($$SELECT account_id, code_hash FROM tenant.recovery_code ORDER BY code_hash = tap.h('c2')$$,
  $$VALUES (tap.account_id('on-a'), tap.h('c1')), (tap.account_id('on-a'), tap.h('c2'))$$, 'with its recovery codes');
SELECT results_eq($$SELECT kind, ip, request_id FROM tenant.event$$, $$VALUES ('totp.on', '192.0.2.1', 'request-1')$$, 'an event');
SELECT results_eq($$SELECT kind, recipient FROM tenant.outbox$$, $$VALUES ('totp_on', 'on-a@example.com')$$, 'a mail');
SELECT is(pg_temp.on('\x01'), '"totp.wrong"', 'once');
SELECT is(tap.call('login.session', tap.h('on-a')::text, tap.slug('on-a')) ->> 'problem', NULL, 'who is in stays in');
-- It was demanded.
SELECT tap.login('on-b', 'on phone');
UPDATE directory.session SET setup_required = true;
SELECT pg_temp.on('\x01', 'on-b', 'on-b');
SELECT is((SELECT array_agg(s.setup_required ORDER BY s.session_hash = tap.h('on-a')) FROM directory.session AS s WHERE s.account_id IN (tap.account_id('on-a'), tap.account_id('on-b'))),
          '{false,false,true}', 'all sessions of the member are good for everything again, and nobody else''s');

-- It did not open.
SELECT tap.account('on-c'), tap.call('login.totp_store', tap.h('on-c')::text, tap.slug('on-c'), '\x01');
SELECT is(tap.call('login.totp_on', tap.h('on-c')::text, tap.slug('on-c'), '\x01', '-1', (tap.h('c1') || tap.h('c2'))::text, '192.0.2.1', 'request-2'), '"totp.unreadable"', 'a secret that does not open');
SELECT results_eq($$SELECT account_id, kind, request_id, (SELECT on_at FROM tenant.totp WHERE account_id = tap.account_id('on-c')) FROM tenant.event WHERE kind = 'totp.unreadable'$$,
  $$VALUES (tap.account_id('on-c'), 'totp.unreadable', 'request-2', NULL::timestamptz)$$, 'is not on, and an event');
SELECT * FROM finish();
ROLLBACK;
