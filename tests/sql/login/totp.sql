BEGIN;
SELECT plan(8);
SELECT tap.account('factor-a'), tap.account('factor-b');
CREATE FUNCTION pg_temp.look(_cookie text DEFAULT 'factor-a', _name text DEFAULT 'factor-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.totp', tap.h(_cookie)::text, tap.slug(_name)) $$;
SELECT is(pg_temp.look(cookie, name) ->> 'problem', 'session.required', what)
  FROM (VALUES ('factor-b', 'factor-a', 'a session of another account'), ('factor-a', 'factor-b', 'a session to another account'), ('nobody', 'factor-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.look(), '{"problem": null, "state": "off", "since": null, "codes_left": 0, "required": false}', 'there is none');
SELECT tap.call('login.totp_store', tap.h('factor-a')::text, tap.slug('factor-a'), '\x01');
SELECT is(pg_temp.look(), '{"problem": null, "state": "pending", "since": null, "codes_left": 0, "required": false}', 'one waits for its first code');
SELECT tap.totp('factor-a');
SELECT is(pg_temp.look(), jsonb_build_object('problem', NULL, 'state', 'on', 'since', now(), 'codes_left', 2, 'required', false), 'it is on');
SELECT is(pg_temp.look('factor-b', 'factor-b') ->> 'state', 'off', 'and the other account has none');
UPDATE tenant.account SET totp_required_at = now() WHERE account_id = tap.account_id('factor-b');
SELECT is(pg_temp.look('factor-b', 'factor-b') ->> 'required', 'true', 'which it demands by now');

SELECT * FROM finish();
ROLLBACK;
