BEGIN;
SELECT plan(10);
SELECT tap.account('wit-a'), tap.account('wit-b');
UPDATE tenant.outbox SET state = 'delivered';
CREATE FUNCTION pg_temp.invited(_name text) RETURNS uuid LANGUAGE sql
AS $$ INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role)
      VALUES (tap.account_id(_name), tap.id(_name || ' invitation'), _name || '-c@example.com', tap.h(_name || '-c@example.com'), 'viewer') RETURNING invitation_id $$;
CREATE FUNCTION pg_temp.withdraw(_id text, _cookie text DEFAULT 'wit-a', _name text DEFAULT 'wit-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.invitation_end', tap.h(_cookie)::text, tap.slug(_name), _id, '192.0.2.1', 'request-1') #>> '{}' $$;
SELECT pg_temp.invited('wit-a'), pg_temp.invited('wit-b');
SELECT is(pg_temp.withdraw(tap.id('wit-a invitation')::text, cookie, name), 'session.required', what)
  FROM (VALUES ('wit-b', 'wit-a', 'a session of another account'), ('wit-a', 'wit-b', 'a session to another account'), ('nobody', 'wit-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.withdraw(id), 'not_found', 'no invitation of the account: ' || id)
  FROM unnest(ARRAY['', 'x', tap.id('wit-b invitation')::text, (SELECT member_id::text FROM tenant.member WHERE account_id = tap.account_id('wit-a'))]) AS id;
SELECT is(pg_temp.withdraw(tap.id('wit-a invitation')::text), NULL, 'withdrawn');
SELECT results_eq('SELECT invitation_id FROM tenant.invitation', ARRAY[tap.id('wit-b invitation')], 'that one alone');
SELECT results_eq($$SELECT member_id = (SELECT m.member_id FROM tenant.member AS m WHERE m.account_id = e.account_id), about, ip, request_id
                     FROM tenant.event AS e WHERE kind = 'member.invitation_withdrawn'$$,
  $$VALUES (true, 'wit-a-c@example.com', '192.0.2.1', 'request-1')$$, 'and it is an event, about whom it was for');
SELECT * FROM finish();
ROLLBACK;
