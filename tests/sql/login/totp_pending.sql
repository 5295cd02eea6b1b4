BEGIN;
SELECT plan(7);
SELECT tap.account('pending-a'), tap.account('pending-b');
CREATE FUNCTION pg_temp.pending(_cookie text DEFAULT 'pending-a', _name text DEFAULT 'pending-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.totp_pending', tap.h(_cookie)::text, tap.slug(_name)) $$;
SELECT is(pg_temp.pending(cookie, name) ->> 'problem', 'session.required', what)
  FROM (VALUES ('pending-b', 'pending-a', 'a session of another account'), ('pending-a', 'pending-b', 'a session to another account'), ('nobody', 'pending-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.pending() ->> 'problem', 'totp.off', 'none waits');
SELECT tap.call('login.totp_store', tap.h('pending-a')::text, tap.slug('pending-a'), '\x01');
SELECT is(pg_temp.pending(), (SELECT jsonb_build_object('problem', NULL, 'member_id', member_id, 'sealed', '\x01') FROM tenant.member WHERE account_id = tap.account_id('pending-a')),
          'the secret, and whom it opens for');
SELECT tap.call('login.totp_store', tap.h('pending-a')::text, tap.slug('pending-a'), '\x02', tap.id('totp of pending-a')::text);
SELECT is(pg_temp.pending(), jsonb_build_object('problem', NULL, 'member_id', tap.id('totp of pending-a'), 'sealed', '\x02'), 'or the id it has of its own');
SELECT tap.totp('pending-a');
SELECT is(pg_temp.pending() - 'member_id', '{"problem": "totp.on", "sealed": null}', 'one that is on is not given');
SELECT * FROM finish();
ROLLBACK;
