BEGIN;
SELECT plan(6);
SELECT tap.account('profile-a'), tap.account('profile-b');
CREATE FUNCTION pg_temp.profile(_cookie text DEFAULT 'profile-a', _name text DEFAULT 'profile-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.profile', tap.h(_cookie)::text, tap.slug(_name)) $$;
CREATE FUNCTION pg_temp.refused(_problem text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT jsonb_build_object('problem', _problem, 'company', NULL, 'contact', NULL, 'phone', NULL, 'locale', NULL) $$;

UPDATE tenant.account SET company = '荔枝', contact = '王小明', phone = '02-1234-5678', locale = 'ja' WHERE account_id = tap.account_id('profile-a');
SELECT is(pg_temp.profile(), '{"problem": null, "company": "荔枝", "contact": "王小明", "phone": "02-1234-5678", "locale": "ja"}', 'as it was said');
SELECT is(pg_temp.profile('profile-b', 'profile-b') ->> 'company', 'Company profile-b', 'another account has its own');
SELECT is(pg_temp.profile(cookie, name), pg_temp.refused('session.required'), what)
  FROM (VALUES ('profile-b', 'profile-a', 'a session of another account'), ('profile-a', 'profile-b', 'a session to another account'), ('nobody', 'profile-a', 'no session')) AS v (cookie, name, what);
UPDATE directory.session SET role = 'manager' WHERE session_hash = tap.h('profile-a');
SELECT is(pg_temp.profile(), pg_temp.refused('role.denied'), 'a phone number is not for every member');

SELECT * FROM finish();
ROLLBACK;
