BEGIN;
SELECT plan(12);
SELECT tap.account('tput-a'), tap.account('tput-b');

CREATE FUNCTION pg_temp.put(_token text, _cookie text DEFAULT 'tput-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.token_put', tap.h(_cookie)::text, tap.slug('tput-a'), tap.id(_token)::text, convert_to(_token, 'UTF8')::text,
                      'true', '10') $$;

SELECT is(pg_temp.put('t1', 'tput-b') ->> 'problem', 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.put('t1'), '{"problem": "onboarding.oa_required", "attempt": null, "basic_id": null, "login_channel_id": null}', 'and step 11');
SELECT ok(NOT EXISTS (SELECT FROM tenant.proof WHERE account_id = tap.account_id('tput-a')), 'a problem keeps nothing');
SELECT tap.oa('tput-a', 'tput key');
SELECT tap.confirmed('tput-a', '1 day');
SELECT is(pg_temp.put('t1'), '{"problem": null, "attempt": 1, "basic_id": "@tput-a", "login_channel_id": null}',
          'a first paste needs no password, nor step 12');
SELECT results_eq(
  $$SELECT state, token_id, sealed, accept_expiry, due_at FROM tenant.proof WHERE account_id = tap.account_id('tput-a')$$,
  $$VALUES ('pending', tap.id('t1'), convert_to('t1', 'UTF8'), true, now() + interval '10 s')$$, 'kept as pending, sealed');
SELECT is(pg_temp.put('t2') ->> 'attempt', '2', 'a newer paste takes its place');

SELECT tap.login_channel('tput-a', 'tput key');
SELECT is(pg_temp.put('t3') ->> 'login_channel_id', '1234567890', 'the proved Login channel comes along, to recognise its tokens');
SELECT tap.token('tput-a', 'tput bot');
SELECT tap.confirmed('tput-a', '16 minutes');
SELECT is(pg_temp.put('t5'), '{"problem": "session.confirm", "attempt": null, "basic_id": null, "login_channel_id": null}',
          'replacing a proved token needs the password');
SELECT tap.confirmed('tput-a', '14 minutes');
SELECT is(pg_temp.put('t5') ->> 'attempt', '5', 'given it, it goes');
SELECT is((SELECT token_id FROM tenant.messaging_token WHERE account_id = tap.account_id('tput-a')), tap.id('tput-a token'),
          'and the proved one holds meanwhile');
SELECT is((SELECT count(*) FROM tenant.proof WHERE account_id = tap.account_id('tput-b')), 0::bigint, 'nothing for anybody else');

SELECT is((SELECT count(*) FROM tenant.event WHERE kind = 'messaging_token.pasted'), (SELECT sum(attempt)::bigint FROM tenant.proof WHERE step = 'messaging_token'), 'each paste is an event');
SELECT * FROM finish();
ROLLBACK;
