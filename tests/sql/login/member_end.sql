BEGIN;
SELECT plan(20);
SELECT tap.account('end-a'), tap.account('end-b');
CREATE FUNCTION pg_temp.member(_name text) RETURNS void LANGUAGE sql
AS $$ INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
      VALUES (tap.account_id('end-a'), tap.id(_name), _name || '@example.com', tap.h(_name || '@example.com'), 'viewer', 'phc');
      INSERT INTO directory.address (address_hash, account_id) VALUES (tap.h(_name || '@example.com'), tap.account_id('end-a'));
      INSERT INTO tenant.session (account_id, session_id, member_id) VALUES (tap.account_id('end-a'), tap.id(_name || ' session'), tap.id(_name));
      INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for, role)
      VALUES (tap.h(_name), tap.slug('end-a'), tap.account_id('end-a'), tap.id(_name), tap.id(_name || ' session'), now() + interval '1 day', '1 day', 'viewer') $$;
SELECT pg_temp.member('end-c'), pg_temp.member('end-d');
UPDATE tenant.outbox SET state = 'delivered';
CREATE FUNCTION pg_temp.me(_name text DEFAULT 'end-a') RETURNS text LANGUAGE sql
AS $$ SELECT member_id::text FROM tenant.member WHERE account_id = tap.account_id(_name) AND phc <> 'phc' $$;
CREATE FUNCTION pg_temp.remove(_id text, _cookie text DEFAULT 'end-a', _name text DEFAULT 'end-a') RETURNS text LANGUAGE sql
AS $$ SELECT concat_ws(' ', r ->> 'problem', r ->> 'is_me') FROM tap.call('login.member_end', tap.h(_cookie)::text, tap.slug(_name), _id, '192.0.2.1', 'request-1') AS r $$;

SELECT is(pg_temp.remove(tap.id('end-c')::text, cookie, name), 'session.required', what)
  FROM (VALUES ('end-b', 'end-a', 'a session of another account'), ('end-a', 'end-b', 'a session to another account'), ('nobody', 'end-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.remove(id), 'not_found', 'no member of the account: ' || id) FROM unnest(ARRAY['', 'x', pg_temp.me('end-b')]) AS id;
SELECT is(pg_temp.remove(tap.id('end-d')::text, 'end-c'), 'role.denied', 'a viewer takes nobody out');
SELECT tap.confirmed('end-a', '15 min');
SELECT is(pg_temp.remove(tap.id('end-c')::text), 'session.confirm', 'a password given long ago');
SELECT tap.confirmed('end-a', '0');
SELECT is(pg_temp.remove(pg_temp.me()), 'team.last_owner', 'the only owner stays');
SELECT is((SELECT count(*) FROM tenant.member WHERE account_id = tap.account_id('end-a')), 3::bigint, 'nothing has changed');

-- Whatever hangs on the member who goes.
SELECT tap.call('login.attempt', tap.slug('end-a'), 'end-c@example.com', tap.h('end under way')::text, '30'),
       tap.call('login.email_put', tap.h('end-c')::text, tap.slug('end-a'), 'end-new@example.com', NULL, NULL);
INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
SELECT tap.h('end reset'), tap.account_id('end-a'), 'reset', tap.id('end-c'), now() + interval '1 day';
INSERT INTO directory.device (device_hash, account_id, member_id, expires_at) SELECT tap.h('end browser'), tap.account_id('end-a'), tap.id('end-c'), now() + interval '1 day';
UPDATE tenant.outbox SET state = 'delivered' WHERE kind = 'email_asked';
SELECT is(pg_temp.remove(tap.id('end-c')::text), 'false', 'an owner takes one out');
SELECT is_empty($$SELECT FROM directory.session WHERE member_id = tap.id('end-c') UNION ALL SELECT FROM directory.link_token WHERE member_id = tap.id('end-c')
  UNION ALL SELECT FROM directory.login_attempt WHERE member_id = tap.id('end-c') UNION ALL SELECT FROM tenant.address_change WHERE member_id = tap.id('end-c')
  UNION ALL SELECT FROM directory.device WHERE member_id = tap.id('end-c') UNION ALL SELECT FROM tenant.session WHERE member_id = tap.id('end-c') UNION ALL SELECT FROM directory.address WHERE address_hash = tap.h('end-c@example.com')$$, 'with all that opened something');
SELECT is(tap.call('login.open', tap.h('end under way')::text, tap.h('end new')::text, NULL, '14', '90', NULL, NULL) ->> 'problem', 'login.failed', 'nor does a login under way');
SELECT is(pg_temp.remove(tap.id('end-d')::text, 'end-d'), 'true', 'anybody may leave');
SELECT results_eq($$SELECT member_id::text FROM tenant.member WHERE account_id = tap.account_id('end-a')$$, ARRAY[pg_temp.me()], 'the owner remains');
SELECT is((SELECT count(*) FROM directory.session WHERE account_id = tap.account_id('end-a')), 1::bigint, 'logged in as before');
SELECT results_eq($$SELECT kind || ' ' || recipient FROM tenant.outbox WHERE state = 'waiting' ORDER BY 1$$,
  ARRAY['member_left end-a@example.com', 'member_removed end-c@example.com', 'member_removed end-d@example.com'], 'all are told, once');
SELECT results_eq($$SELECT kind, member_id::text, about, ip, request_id FROM tenant.event WHERE kind ~ '^member' ORDER BY 1$$,
  $$VALUES ('member.left', tap.id('end-d')::text, NULL, '192.0.2.1', 'request-1'), ('member.removed', pg_temp.me(), 'end-c@example.com', '192.0.2.1', 'request-1')$$, 'each is an event');
SELECT set_eq($$SELECT e ->> 'kind' AS kind, e ->> 'who' AS who, e ->> 'about' AS about FROM tap.rows_as('acho_login', format('SELECT * FROM login.events(%L, %L, NULL)', tap.h('end-a'), tap.slug('end-a'))) AS e WHERE e ->> 'kind' ~ '^member'$$,
  $$VALUES ('member.left', 'end-d@example.com', NULL), ('member.removed', 'end-a@example.com', 'end-c@example.com')$$, 'and says who it was, and whom, ever after');
SELECT is(pg_temp.remove(tap.id('end-c')::text), 'not_found', 'once');
SELECT * FROM finish();
ROLLBACK;
