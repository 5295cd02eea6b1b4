BEGIN;
SELECT plan(8);
SELECT tap.account('ep-a'), tap.account('ep-b');
CREATE FUNCTION pg_temp.pending(_cookie text DEFAULT 'ep-a', _name text DEFAULT 'ep-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT jsonb_strip_nulls(tap.call('login.email_pending', tap.h(_cookie)::text, tap.slug(_name))) - 'asked_at' $$;
CREATE FUNCTION pg_temp.asks(_name text, _email text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.email_put', tap.h(_name)::text, tap.slug(_name), _email, NULL, NULL) $$;
SELECT is(pg_temp.pending(cookie, name), '{"problem": "session.required"}', what)
  FROM (VALUES ('ep-b', 'ep-a', 'a session of another account'), ('nobody', 'ep-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.pending(), '{}', 'none');
SELECT pg_temp.asks('ep-b', 'ep-b-new@example.com');
SELECT is(pg_temp.pending(), '{}', 'nor another account''s');
SELECT pg_temp.asks('ep-a', 'ep-new@example.com');
SELECT is(pg_temp.pending(), '{"email": "ep-new@example.com"}', 'while the mail waits to be sent');
UPDATE tenant.outbox SET state = 'delivered' WHERE kind = 'email_change';
SELECT is(pg_temp.pending(), '{}', 'not without a link');
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
SELECT tap.h('ep link'), m.account_id, 'address', tap.h('ep-new@example.com'), m.member_id, now() + interval '1 day'
  FROM tenant.member AS m WHERE m.account_id = tap.account_id('ep-a');
SELECT is(pg_temp.pending(), '{"email": "ep-new@example.com"}', 'while the link is good');
UPDATE directory.link_token SET expires_at = now() WHERE token_hash = tap.h('ep link');
SELECT is(pg_temp.pending(), '{}', 'and no longer');
SELECT * FROM finish();
ROLLBACK;
