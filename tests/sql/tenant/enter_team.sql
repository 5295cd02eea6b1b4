BEGIN;
SELECT plan(8);
SELECT tap.account('enter-a'), tap.account('enter-b');
CREATE FUNCTION pg_temp.enter(_cookie text, _name text) RETURNS text LANGUAGE sql
AS $$ SELECT concat_ws(' ', e.problem, e.account_id = tap.account_id('enter-a'), nullif(e.member_id IS NOT NULL, false), e.young, e.role) FROM tenant.enter_team(tap.h(_cookie), tap.slug(_name)) AS e $$;
SELECT is(pg_temp.enter(cookie, name), 'session.required', what)
  FROM (VALUES ('nobody', 'enter-a', 'no session'), ('enter-b', 'enter-a', 'another account''s'), ('enter-a', 'enter-b', 'to another account')) AS v (cookie, name, what);
SELECT is(pg_temp.enter('enter-a', 'enter-a'), 't t t owner', 'a session');
SELECT is(tenant.current_account(), tap.account_id('enter-a'), 'its account is entered');
SELECT tap.confirmed('enter-a', '1 h');
UPDATE directory.session SET role = 'viewer' WHERE session_hash = tap.h('enter-a');
SELECT is(pg_temp.enter('enter-a', 'enter-a'), 't t f viewer', 'as it is now');
SELECT is((SELECT e.problem FROM tenant.enter_team(tap.h('enter-a'), tap.slug('enter-a'), 'team.write') AS e), 'role.denied', 'and may as much');
SELECT is((SELECT e.problem FROM tenant.enter_team(tap.h('enter-a'), tap.slug('enter-a'), NULL, true) AS e), 'session.confirm', 'where the password was given a moment ago');
SELECT * FROM finish();
ROLLBACK;
