BEGIN;
SELECT plan(15);
SELECT tap.account('relreq-a'), tap.account('relreq-b'), tap.account('relreq-c');
SELECT tap.oa('relreq-a', 'relreq key a'), tap.oa('relreq-b', 'relreq key b'), tap.oa('relreq-c', 'relreq key c');
CREATE FUNCTION pg_temp.ask(_name text, _cookie text DEFAULT NULL) RETURNS text LANGUAGE sql
AS $$ SELECT coalesce(tap.call('link.release_request', tap.h(coalesce(_cookie, _name))::text, tap.slug(_name)) #>> '{}', 'asked') $$;

SELECT is(pg_temp.ask('relreq-a', 'relreq-b'), 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.ask('relreq-a'), 'release.not_needed', 'nothing was pasted yet');
SELECT tap.token('relreq-b', 'relreq bot'), tap.token('relreq-a', 'relreq bot');
SELECT is((SELECT code FROM tenant.proof WHERE account_id = tap.account_id('relreq-a') AND step = 'messaging_token'), 'line.bot_taken', 'another account has it');
SELECT is(pg_temp.ask('relreq-a'), 'asked', 'then it can be asked for');
SELECT results_eq($$SELECT bot_hash, account_id, asked_at, mailed_at, released_at, told_at FROM directory.release$$,
  $$VALUES (tap.h('Urelreq bot'), tap.account_id('relreq-a'), now(), NULL::timestamptz, NULL::timestamptz, NULL::timestamptz)$$, 'one request, not more');
SELECT is(pg_temp.ask('relreq-b'), 'release.not_needed', 'not by the account that has it');

-- A thousand times.
SELECT is((SELECT count(DISTINCT pg_temp.ask('relreq-a')) FROM generate_series(1, 1000)), 1::bigint, 'asking a thousand times is no error');
UPDATE directory.release SET asked_at = now() - interval '23 hours', mailed_at = now() - interval '23 hours';
CREATE TEMP TABLE before AS SELECT * FROM directory.release;
SELECT is(pg_temp.ask('relreq-a'), 'asked', 'nor asking on the same day');
SELECT results_eq($$SELECT * FROM directory.release$$, $$SELECT * FROM before$$, 'and changes nothing');
UPDATE directory.release SET mailed_at = now() - interval '24 hours';
SELECT is(pg_temp.ask('relreq-a'), 'asked', 'a day later');
SELECT is((SELECT mailed_at FROM directory.release), NULL, 'another mail is due');

-- Two for one.
SELECT tap.token('relreq-c', 'relreq bot');
SELECT is(pg_temp.ask('relreq-c'), 'asked', 'another account asks for the same one');
SELECT is((SELECT count(*) FROM directory.release), 2::bigint, 'in a request of its own');

-- It is free again before anybody asks.
SELECT tap.call('link.token_delete', tap.h('relreq-b')::text, tap.slug('relreq-b'));
SELECT is(pg_temp.ask('relreq-a'), 'release.not_needed', 'what nobody has can be pasted');
-- A newer paste that is refused for another reason.
SELECT tap.token('relreq-b', 'relreq bot');
SELECT tap.call('link.token_settle', tap.h('relreq-a')::text, tap.slug('relreq-a'),
                tap.call('link.token_put', tap.h('relreq-a')::text, tap.slug('relreq-a'), tap.id('t')::text, '\x01', 'false', '10') ->> 'attempt',
                'line.token_invalid', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '401', 'r');
SELECT is(pg_temp.ask('relreq-a'), 'release.not_needed', 'only the newest paste counts');
SELECT * FROM finish();
ROLLBACK;
