BEGIN;
SELECT plan(16);
SELECT tap.account('role-a'), tap.account('role-b');
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('role-a'), tap.id('role other'), 'role-c@example.com', tap.h('role-c@example.com'), 'manager', 'phc';
INSERT INTO tenant.session (account_id, session_id, member_id) VALUES (tap.account_id('role-a'), tap.id('role session'), tap.id('role other'));
INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for, role)
SELECT tap.h('role other'), tap.slug('role-a'), tap.account_id('role-a'), tap.id('role other'), tap.id('role session'), now() + interval '1 day', '1 day', 'manager';
UPDATE tenant.outbox SET state = 'delivered';
CREATE FUNCTION pg_temp.me(_name text DEFAULT 'role-a') RETURNS text LANGUAGE sql
AS $$ SELECT member_id::text FROM tenant.member WHERE account_id = tap.account_id(_name) AND phc <> 'phc' $$;
CREATE FUNCTION pg_temp.give(_id text, _role text, _cookie text DEFAULT 'role-a', _name text DEFAULT 'role-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.member_role', tap.h(_cookie)::text, tap.slug(_name), _id, _role, '192.0.2.1', 'request-1') #>> '{}' $$;
CREATE FUNCTION pg_temp.roles() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT m.email || ' ' || m.role || ' ' || s.role FROM tenant.member AS m JOIN directory.session AS s USING (account_id, member_id) WHERE m.account_id = tap.account_id('role-a') ORDER BY 1 $$;

SELECT is(pg_temp.give(tap.id('role other')::text, 'viewer', cookie, name), 'session.required', what)
  FROM (VALUES ('role-b', 'role-a', 'a session of another account'), ('role-a', 'role-b', 'a session to another account'), ('nobody', 'role-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.give(id, 'viewer'), 'not_found', 'no member of the account: ' || id) FROM unnest(ARRAY['', 'x', pg_temp.me('role-b')]) AS id;
SELECT is(pg_temp.give(tap.id('role other')::text, 'owner', 'role other'), 'role.denied', 'a manager makes nobody an owner');
SELECT is(pg_temp.give(pg_temp.me(), 'viewer'), 'team.last_owner', 'the only owner stays one');
SELECT is(pg_temp.give(tap.id('role other')::text, 'manager'), NULL, 'what it is already');
SELECT is_empty($$SELECT FROM tenant.event WHERE kind = 'member.role_changed'$$, 'is no change');
SELECT is(pg_temp.give(tap.id('role other')::text, 'owner'), NULL, 'another owner');
SELECT is(pg_temp.give(pg_temp.me(), 'viewer'), NULL, 'then the first may step down: ownership has passed on');
SELECT results_eq('SELECT pg_temp.roles()', ARRAY['role-a@example.com viewer viewer', 'role-c@example.com owner owner'], 'member and sessions agree');
SELECT is(pg_temp.give(pg_temp.me(), 'owner'), 'role.denied', 'and is no owner from then on');
SELECT results_eq($$SELECT kind || ' ' || recipient FROM tenant.outbox WHERE state = 'waiting' ORDER BY 1$$, ARRAY['role_changed role-a@example.com', 'role_changed role-c@example.com'], 'both are told');
SELECT bag_eq($$SELECT ip, request_id, about, role FROM tenant.event WHERE kind = 'member.role_changed'$$,
  $$VALUES ('192.0.2.1', 'request-1', 'role-a@example.com', 'viewer'), ('192.0.2.1', 'request-1', 'role-c@example.com', 'owner')$$, 'each is an event, and says whose and which');
SELECT * FROM finish();
ROLLBACK;
