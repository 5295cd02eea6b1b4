BEGIN;
SELECT plan(14);
SELECT tap.account('consent-a'), tap.account('consent-b');
CREATE FUNCTION pg_temp.agree(_cookie text, _name text, _terms text) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.consent', tap.h(_cookie)::text, tap.slug(_name), _terms, '192.0.2.1', 'request-1') #>> '{}' $$;
CREATE FUNCTION pg_temp.due(_terms text, _cookie text DEFAULT 'consent-a', _name text DEFAULT 'consent-a') RETURNS boolean LANGUAGE sql
AS $$ SELECT (tap.call('login.session', tap.h(_cookie)::text, tap.slug(_name), _terms) -> 'terms_due')::boolean $$;
SELECT is(pg_temp.agree(cookie, name, '1'), 'session.required', what)
  FROM (VALUES ('consent-b', 'consent-a', 'a session of another account'), ('consent-a', 'consent-b', 'a session to another account'), ('nobody', 'consent-a', 'no session')) AS v (cookie, name, what);
SELECT is(pg_temp.due(NULL), false, 'where nobody is asked nothing is due');
SELECT is(pg_temp.due('1'), true, 'a version nobody has agreed to is');
SELECT is(pg_temp.agree('consent-a', 'consent-a', '1'), NULL, 'agreed');
SELECT is(pg_temp.agree('consent-a', 'consent-a', '1'), NULL, 'twice');
SELECT is(pg_temp.due('1'), false, 'it is due no more');
SELECT is(pg_temp.due('2'), true, 'a newer one is');
SELECT is(pg_temp.due('1', 'consent-b', 'consent-b'), true, 'and so it is in another account');
SELECT is(pg_temp.agree('consent-a', 'consent-a', '2'), NULL, 'agreed');
SELECT results_eq($$SELECT c.version, m.email, c.given_at, c.ip FROM tenant.consent AS c JOIN tenant.member AS m USING (account_id, member_id) ORDER BY 1$$,
  $$SELECT v COLLATE "C", 'consent-a@example.com', now(), '192.0.2.1' FROM unnest(ARRAY['1', '2']) AS v$$, 'who, which, when, from where');
SELECT results_eq($$SELECT ip, request_id FROM tenant.event WHERE kind = 'consent.given'$$, $$SELECT '192.0.2.1', 'request-1' FROM generate_series(1, 2)$$, 'each once an event');
-- At sign-up it comes with the form.
SELECT tap.call('signup.create', NULL, NULL, 'phc', tap.slug('consent-c'), 'C', 'C', 'consent-c@example.com', NULL, 'en', '2', '192.0.2.9', 'request-2');
SELECT results_eq($$SELECT c.version, c.ip, e.kind, e.ip, e.request_id FROM tenant.consent AS c JOIN tenant.event AS e USING (account_id, member_id) WHERE account_id = tap.account_id('consent-c') AND e.kind <> 'account.created'$$,
  $$VALUES ('2' COLLATE "C", '192.0.2.9', 'consent.given', '192.0.2.9', 'request-2')$$, 'agreed to at sign-up');
SELECT * FROM finish();
ROLLBACK;
