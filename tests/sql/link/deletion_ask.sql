BEGIN;
SELECT plan(20);
SELECT tap.account('leave-a'), tap.account('leave-b'), tap.oa('leave-a', 'leave key'), tap.oa('leave-b', 'leave key b');
SELECT tap.login_channel('leave-a', 'leave key'), tap.token('leave-a', 'leave bot'), tap.token('leave-b', 'leave bot b');
UPDATE tenant.outbox SET state = 'delivered';
CREATE FUNCTION pg_temp.ask(_cookie text, _name text, _company text DEFAULT 'Company leave-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.deletion_ask', tap.h(_cookie)::text, tap.slug(_name), _company, '192.0.2.1', 'request-1') $$;
CREATE FUNCTION pg_temp.mails() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT kind || ' ' || recipient FROM tenant.outbox WHERE state = 'waiting' ORDER BY 1 $$;
SELECT is(pg_temp.ask(cookie, name) ->> 'problem', 'session.required', what)
  FROM (VALUES ('leave-b', 'leave-a', 'a session of another account'), ('leave-a', 'leave-b', 'a session to another account'), ('nobody', 'leave-a', 'no session')) AS v (cookie, name, what);
SELECT tap.confirmed('leave-a', '15 min');
SELECT is(pg_temp.ask('leave-a', 'leave-a') ->> 'problem', 'session.confirm', 'a password given long ago');
SELECT tap.confirmed('leave-a', '0');
SELECT is(pg_temp.ask('leave-a', 'leave-a', 'company leave-a') ->> 'problem', 'company.differs', 'another name');
SELECT is((SELECT closing_at FROM tenant.account WHERE account_id = tap.account_id('leave-a')), NULL, 'nothing has happened');
SELECT ok(EXISTS (SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('leave-a')), 'the token is there');

SELECT is(pg_temp.ask('leave-a', 'leave-a'), jsonb_build_object('problem', NULL, 'deletes_at', now() + interval '14 days'), 'in 14 days');
SELECT ok(NOT EXISTS (SELECT FROM directory.bot WHERE account_id = tap.account_id('leave-a')), 'the Official Account is free');
SELECT ok(NOT EXISTS (SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('leave-a')), 'the token is forgotten');
SELECT ok(EXISTS (SELECT FROM directory.bot WHERE account_id = tap.account_id('leave-b')), 'another account keeps its own');
SELECT is(tap.call('login.session', tap.h('leave-a')::text, tap.slug('leave-a')) -> 'deletes_at', to_jsonb(now() + interval '14 days'), 'every page is told');
UPDATE tenant.account SET closing_at = now() - interval '3 days' WHERE account_id = tap.account_id('leave-a');
SELECT is(pg_temp.ask('leave-a', 'leave-a') -> 'deletes_at', to_jsonb(now() + interval '11 days'), 'asked again, the day stays');
SELECT results_eq('SELECT pg_temp.mails()', ARRAY['account_closing leave-a@example.com'], 'one mail');
SELECT results_eq($$SELECT DISTINCT kind, ip, request_id FROM tenant.event WHERE account_id = tap.account_id('leave-a') AND kind ~ '^account'$$,
  $$VALUES ('account.deletion_asked', '192.0.2.1', 'request-1')$$, 'one event');

-- Taken back.
CREATE FUNCTION pg_temp.keep(_cookie text) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('link.deletion_cancel', tap.h(_cookie)::text, tap.slug('leave-a'), '192.0.2.1', 'request-2') #>> '{}' $$;
SELECT is(pg_temp.keep('leave-b'), 'session.required', 'another account''s owner takes nothing back');
UPDATE directory.session SET confirmed_at = now() - interval '1 day' WHERE session_hash = tap.h('leave-a');
SELECT is(pg_temp.keep('leave-a'), NULL, 'its owner does, without a password');
SELECT is(pg_temp.keep('leave-a'), NULL, 'as often as asked');
SELECT is((SELECT closing_at FROM tenant.account WHERE account_id = tap.account_id('leave-a')), NULL, 'it is not to be deleted');
SELECT results_eq('SELECT pg_temp.mails()', ARRAY['account_closing leave-a@example.com', 'account_kept leave-a@example.com'], 'one mail more');
SELECT * FROM finish();
ROLLBACK;
