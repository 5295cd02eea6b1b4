BEGIN;
SELECT plan(7);
SELECT tap.account('begin-a'), tap.account('begin-b');
CREATE FUNCTION pg_temp.begin(_cookie text DEFAULT 'begin-a', _name text DEFAULT 'begin-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.totp_begin', tap.h(_cookie)::text, tap.slug(_name)) $$;
SELECT is(pg_temp.begin(cookie, name) ->> 'problem', 'session.required', what)
  FROM (VALUES ('begin-b', 'begin-a', 'a session of another account'), ('begin-a', 'begin-b', 'a session to another account'), ('nobody', 'begin-a', 'no session')) AS v (cookie, name, what);
SELECT tap.confirmed('begin-a', '15 min');
SELECT is(pg_temp.begin(), '{"problem": "session.confirm", "member_id": null, "company": null}', 'a password given long ago');
SELECT tap.confirmed('begin-a', '0');
SELECT is(pg_temp.begin(), (SELECT jsonb_build_object('problem', NULL, 'member_id', member_id, 'company', 'Company begin-a') FROM tenant.member WHERE account_id = tap.account_id('begin-a')),
          'whose it is to be, and of which shop');
SELECT ok(NOT EXISTS (SELECT FROM tenant.totp), 'nothing is kept yet');
SELECT tap.totp('begin-a');
SELECT is(pg_temp.begin(), '{"problem": "totp.on", "member_id": null, "company": null}', 'it is on already');
SELECT * FROM finish();
ROLLBACK;
