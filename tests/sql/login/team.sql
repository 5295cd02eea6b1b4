BEGIN;
SELECT plan(8);
SELECT tap.account('team-a'), tap.account('team-b');
CREATE FUNCTION pg_temp.team(_cookie text DEFAULT 'team-a', _name text DEFAULT 'team-a') RETURNS SETOF text LANGUAGE sql
AS $$ SELECT concat_ws(' ', q ->> 'problem', q ->> 'kind', q ->> 'name', q ->> 'email', q ->> 'role', CASE WHEN (q ->> 'is_me')::boolean THEN 'me' END)
        FROM tap.rows_as('acho_login', format('SELECT * FROM login.team(%L, %L)', tap.h(_cookie), tap.slug(_name))) AS q $$;

SELECT results_eq('SELECT pg_temp.team()', ARRAY['member Contact team-a team-a@example.com owner me'], 'who signed up is the team');
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc, name, created_at)
SELECT tap.account_id('team-a'), tap.id('team colleague'), 'team-c@example.com', tap.h('team-c@example.com'), 'viewer', 'phc', '小華', now() + interval '1 s';
INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role)
SELECT tap.account_id('team-a'), tap.id('team invitation'), 'team-b@example.com', tap.h('team-b@example.com'), 'manager';
SELECT results_eq('SELECT pg_temp.team()',
  ARRAY['member Contact team-a team-a@example.com owner me', 'member 小華 team-c@example.com viewer', 'invitation team-b@example.com manager'], 'then members by age, then who is invited');
SELECT results_eq($$SELECT pg_temp.team('team-b', 'team-b')$$, ARRAY['member Contact team-b team-b@example.com owner me'], 'nobody of it in another account');
SELECT results_eq(format('SELECT pg_temp.team(%L, %L)', cookie, name), ARRAY['session.required'], what)
  FROM (VALUES ('team-b', 'team-a', 'a session of another account'), ('team-a', 'team-b', 'a session to another account'), ('nobody', 'team-a', 'no session')) AS v (cookie, name, what);
UPDATE directory.session SET role = 'viewer', member_id = tap.id('team colleague') WHERE session_hash = tap.h('team-a');
SELECT ok('member 小華 team-c@example.com viewer me' IN (SELECT pg_temp.team()), 'a viewer looks too');
UPDATE directory.session SET confirmed_at = now() - interval '1 day' WHERE session_hash = tap.h('team-a');
SELECT is((SELECT count(*) FROM pg_temp.team()), 3::bigint, 'at any time');
SELECT * FROM finish();
ROLLBACK;
