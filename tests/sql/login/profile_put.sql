BEGIN;
SELECT plan(14);
SELECT tap.account('say-a'), tap.account('say-b');
CREATE FUNCTION pg_temp.say(_cookie text, _name text, _company text, _contact text, _phone text, _locale text) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.profile_put', tap.h(_cookie)::text, tap.slug(_name), _company, _contact, _phone, _locale, '192.0.2.1', 'request-1') #>> '{}' $$;
CREATE FUNCTION pg_temp.said(_name text) RETURNS text LANGUAGE sql
AS $$ SELECT concat_ws('|', company, contact, coalesce(phone, '-'), locale) FROM tenant.account WHERE account_id = tap.account_id(_name) $$;
CREATE TEMP VIEW changed AS SELECT g.slug, e.ip, e.request_id, m.email FROM tenant.event AS e JOIN directory.slug AS g USING (account_id) JOIN tenant.member AS m USING (account_id, member_id) WHERE e.kind = 'account.changed';
CREATE TEMP TABLE before AS SELECT pg_temp.said('say-a') AS a, pg_temp.said('say-b') AS b;

SELECT is(pg_temp.say(cookie, name, 'X', 'X', NULL, 'en'), 'session.required', what)
  FROM (VALUES ('say-b', 'say-a', 'a session of another account'), ('say-a', 'say-b', 'a session to another account'), ('nobody', 'say-a', 'no session')) AS v (cookie, name, what);
UPDATE directory.session SET role = 'manager' WHERE session_hash = tap.h('say-a');
SELECT is(pg_temp.say('say-a', 'say-a', 'X', 'X', NULL, 'en'), 'role.denied', 'owners say what the account is called');
UPDATE directory.session SET role = 'owner', confirmed_at = now() - interval '1 day' WHERE session_hash = tap.h('say-a');
SELECT is(pg_temp.said('say-a'), a, 'a refusal changes nothing') FROM before;
SELECT is_empty('SELECT * FROM changed', 'and is no event');

SELECT is(pg_temp.say('say-a', 'say-a', '荔枝', '王小明', '02-1234-5678', 'ja'), NULL, 'said anew, long after the login');
SELECT is(pg_temp.said('say-a'), '荔枝|王小明|02-1234-5678|ja', 'so it is');
SELECT is(pg_temp.said('say-b'), b, 'in this account alone') FROM before;
SELECT is(pg_temp.say('say-a', 'say-a', '荔枝', '王小明', '02-1234-5678', 'ja'), NULL, 'once more');
SELECT results_eq('SELECT * FROM changed', $$VALUES (tap.slug('say-a') COLLATE "C", '192.0.2.1', 'request-1', 'say-a@example.com')$$, 'what stands already is no event');
SELECT is(pg_temp.say('say-a', 'say-a', '荔枝', '王小明', NULL, 'ja'), NULL, 'without a phone');
SELECT is(pg_temp.said('say-a'), '荔枝|王小明|-|ja', 'there is none');
SELECT throws_ok($$SELECT pg_temp.say('say-a', 'say-a', E'a\nb', 'c', NULL, 'ja')$$, '23514', NULL, 'the last wall against what a mail header must not hold');

SELECT * FROM finish();
ROLLBACK;
