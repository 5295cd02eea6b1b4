BEGIN;
SELECT plan(10);
SELECT tap.account('ec-a'), tap.account('ec-b');
CREATE FUNCTION pg_temp.cancel(_cookie text DEFAULT 'ec-a', _name text DEFAULT 'ec-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.email_cancel', tap.h(_cookie)::text, tap.slug(_name), '192.0.2.1', 'request-1') #>> '{}' $$;
CREATE FUNCTION pg_temp.waits() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT new_email FROM tenant.address_change WHERE changed_at IS NULL ORDER BY 1 $$;
SELECT tap.call('login.email_put', tap.h(n)::text, tap.slug(n), n || '-new@example.com', NULL, NULL) FROM unnest(ARRAY['ec-a', 'ec-b']) AS n;
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
SELECT tap.h(p || n), m.account_id, p, tap.h(n || '-new@example.com'), m.member_id, now() + interval '1 day'
  FROM unnest(ARRAY['ec-a', 'ec-b']) AS n CROSS JOIN unnest(ARRAY['address', 'undo']) AS p JOIN tenant.member AS m ON m.account_id = tap.account_id(n);
SELECT is(pg_temp.cancel(cookie, name), 'session.required', what)
  FROM (VALUES ('ec-b', 'ec-a', 'a session of another account'), ('nobody', 'ec-a', 'no session')) AS v (cookie, name, what);
SELECT results_eq('SELECT pg_temp.waits()', ARRAY['ec-a-new@example.com', 'ec-b-new@example.com'], 'nothing has changed');
SELECT tap.confirmed('ec-a', '15 min');
SELECT is(pg_temp.cancel(), NULL, 'however long ago the password was given');
SELECT results_eq('SELECT pg_temp.waits()', ARRAY['ec-b-new@example.com'], 'it waits no more; another account''s does');
SELECT is((SELECT count(*) FROM directory.link_token WHERE token_hash = tap.h('addressec-a')), 0::bigint, 'its link is dead');
SELECT is((SELECT count(*) FROM directory.link_token WHERE token_hash IN (tap.h('undoec-a'), tap.h('addressec-b'))), 2::bigint, 'no other is');
SELECT results_eq($$SELECT recipient FROM tenant.outbox WHERE kind = 'email_change' AND state = 'waiting'$$, ARRAY['ec-b-new@example.com'], 'nor is it mailed');
SELECT is(pg_temp.cancel(), NULL, 'a second time nothing happens');
SELECT results_eq($$SELECT ip, request_id, about FROM tenant.event WHERE kind = 'email.change_cancelled'$$, $$VALUES ('192.0.2.1', 'request-1', 'ec-a-new@example.com')$$, 'one event');
SELECT * FROM finish();
ROLLBACK;
