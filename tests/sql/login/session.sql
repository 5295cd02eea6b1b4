BEGIN;
SELECT plan(26);
SELECT tap.account('session-a'), tap.account('session-b');

CREATE FUNCTION pg_temp.session(_cookie text DEFAULT 'session-a', _name text DEFAULT 'session-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.session', tap.h(_cookie)::text, tap.slug(_name)) $$;

SELECT is(pg_temp.session(),
          '{"problem": null, "email": "session-a@example.com", "role": "owner", "company": "Company session-a", "step": "oa", "waiting": false, "verified": false, "deletes_at": null, "terms_due": false,
            "may": "oa.read oa.write team.read team.write audit.read account.write account.delete account.export", "totp_due": false, "locale": "en"}',
          'a session says who, to what, and what is next');

UPDATE tenant.member SET role = 'viewer' WHERE account_id = tap.account_id('session-a');
SELECT is(array[pg_temp.session() ->> 'role', pg_temp.session() ->> 'may'], '{viewer,oa.read team.read}', 'and what the role allows');
UPDATE tenant.member SET role = 'owner' WHERE account_id = tap.account_id('session-a');
UPDATE directory.session SET setup_required = true WHERE session_hash = tap.h('session-a');
SELECT is((SELECT array[s ->> 'role', s ->> 'may', s ->> 'totp_due'] FROM pg_temp.session() AS s), '{owner,"",true}', 'which is nothing until a second factor has been set up that the account demands');
UPDATE directory.session SET setup_required = false WHERE session_hash = tap.h('session-a');

-- Whatever is no session of exactly this account gets one and the same answer.
SELECT is(pg_temp.session(cookie, name),
          '{"problem": "session.required", "email": null, "role": null, "company": null, "step": null, "waiting": null, "verified": null, "deletes_at": null, "terms_due": null, "may": null, "totp_due": null, "locale": null}', what)
  FROM (VALUES ('unknown cookie', 'nobody', 'session-a'),
               ('cookie of another account', 'session-b', 'session-a'),
               ('cookie to another account', 'session-a', 'session-b'),
               ('unknown slug', 'session-a', 'session-nowhere')) AS v (what, cookie, name);
SELECT is(tap.call('login.session', NULL, tap.slug('session-a')) ->> 'problem', 'session.required', 'no cookie');
SELECT is(tap.call('login.session', '\x00', tap.slug('session-a')) ->> 'problem', 'session.required', 'a short cookie');

SELECT set_config('acho.account', tap.account_id('session-b')::text, true);
SELECT is(pg_temp.session() ->> 'company', 'Company session-a', 'an account set beforehand counts for nothing');
SELECT is(pg_temp.session('nobody') ->> 'problem', 'session.required', 'nor does it open anything');

-- Touching.
SELECT is((SELECT seen_at FROM directory.session WHERE session_hash = tap.h('session-a')), now(), 'just seen');
UPDATE directory.session SET seen_at = now() - interval '59 s' WHERE session_hash = tap.h('session-a');
SELECT is(pg_temp.session() ->> 'problem', NULL, 'seen within the minute');
SELECT is((SELECT seen_at FROM directory.session WHERE session_hash = tap.h('session-a')), now() - interval '59 s',
          'is not written again');
UPDATE directory.session SET seen_at = now() - interval '61 s' WHERE session_hash = tap.h('session-a');
SELECT is(pg_temp.session() ->> 'problem', NULL, 'seen longer ago');
SELECT is((SELECT seen_at FROM directory.session WHERE session_hash = tap.h('session-a')), now(), 'is written');
SELECT is((SELECT seen_at FROM directory.session WHERE session_hash = tap.h('session-b')), now(), 'for this session only');

-- Its two ends.
UPDATE directory.session SET seen_at = now() - interval '14 days' + interval '1 s' WHERE session_hash = tap.h('session-a');
SELECT is(pg_temp.session() ->> 'problem', NULL, 'nearly idle for too long');
UPDATE directory.session SET seen_at = now() - interval '14 days' WHERE session_hash = tap.h('session-a');
SELECT is(pg_temp.session() ->> 'problem', 'session.required', 'idle for too long');
UPDATE directory.session SET seen_at = now(), expires_at = now() WHERE session_hash = tap.h('session-a');
SELECT is(pg_temp.session() ->> 'problem', 'session.required', 'used every day, and ended all the same');

-- Steps are derived by tenant.onboarding_step and _waiting; here only that the right columns are asked.
SELECT tap.oa('session-b', 'session key'), tap.login_channel('session-b', 'session key');
SELECT tap.call('link.checklist_put', tap.h('session-b')::text, tap.slug('session-b'), 'true', 'true');
SELECT tap.call('link.token_put', tap.h('session-b')::text, tap.slug('session-b'), tap.id('t')::text, '\x01', 'false', '10');
SELECT is(pg_temp.session('session-b', 'session-b') - ARRAY['problem', 'email', 'role', 'company', 'verified', 'deletes_at', 'terms_due', 'may', 'totp_due', 'locale'],
          '{"step": "messaging_token", "waiting": true}', 'the last step waits for LINE');
SELECT tap.token('session-b', 'session bot');
SELECT is(pg_temp.session('session-b', 'session-b') - ARRAY['problem', 'email', 'role', 'company', 'verified', 'deletes_at', 'terms_due', 'may', 'totp_due', 'locale'],
          '{"step": "done", "waiting": false}', 'all is done');

-- What LINE no longer takes is to be pasted anew; step 12 first, then step 14.
CREATE FUNCTION pg_temp.lost(_step text) RETURNS void LANGUAGE sql
AS $$ UPDATE tenant.watch SET refused_at = now(), refuted_at = now(), code = 'line.unexpected' WHERE account_id = tap.account_id('session-b') AND step = _step $$;
CREATE FUNCTION pg_temp.next() RETURNS text LANGUAGE sql
AS $$ SELECT (s ->> 'step') || CASE WHEN (s -> 'waiting')::boolean THEN ', waiting' ELSE '' END FROM pg_temp.session('session-b', 'session-b') AS s $$;
SELECT pg_temp.lost('messaging_token');
SELECT is(pg_temp.next(), 'messaging_token', 'the token again');
SELECT pg_temp.lost('login_channel');
SELECT is(pg_temp.next(), 'login_channel', 'the Login channel again');
SELECT tap.login_channel('session-b', 'session key');
SELECT is(pg_temp.next(), 'messaging_token', 'proved anew');
SELECT tap.call('link.token_put', tap.h('session-b')::text, tap.slug('session-b'), tap.id('t')::text, '\x01', 'false', '10');
SELECT is(pg_temp.next(), 'messaging_token, waiting', 'and a newer token waits for LINE');

SELECT * FROM finish();
ROLLBACK;
