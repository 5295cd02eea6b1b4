BEGIN;
SELECT plan(14);
SELECT tap.account('evt-a'), tap.account('evt-b');
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('evt-a'), tap.id('evt gone'), 'evt-gone@example.com', tap.h('evt-gone@example.com'), 'owner', 'phc';
CREATE FUNCTION pg_temp.page(_before text DEFAULT NULL, _cookie text DEFAULT 'evt-a', _name text DEFAULT 'evt-a') RETURNS TABLE (q jsonb) LANGUAGE sql
AS $$ SELECT tap.rows_as('acho_login', format('SELECT * FROM login.events(%L, %L, %L)', tap.h(_cookie), tap.slug(_name), _before)) $$;
SELECT results_eq(format('SELECT q ->> %L FROM pg_temp.page(NULL, %L, %L)', 'problem', cookie, name), ARRAY['session.required'], what)
  FROM (VALUES ('evt-b', 'evt-a', 'a session of another account'), ('evt-a', 'evt-b', 'a session to another account'), ('nobody', 'evt-a', 'no session')) AS v (cookie, name, what);
SELECT results_eq($$SELECT q ->> 'problem', q ->> 'at' FROM pg_temp.page()$$, $$VALUES (NULL, NULL)$$, 'nothing has happened');
SELECT results_eq(format('SELECT q ->> %L FROM pg_temp.page(%L)', 'problem', b), ARRAY['not_found'], 'no place: ' || b)
  FROM unnest(ARRAY['x', '', '1-2', '99999999999999999-00000000-0000-0000-0000-000000000000']) AS b;
INSERT INTO tenant.event (account_id, at, kind, member_id, ip, request_id, step, code)
SELECT tap.account_id('evt-a'), now() - n / 3 * interval '1 second' - interval '7 microseconds', 'email.verified', m.member_id, '192.0.2.1', 'request-' || n, NULL, NULL
  FROM generate_series(1, 120) AS n CROSS JOIN tenant.member AS m WHERE m.email = 'evt-a@example.com';
INSERT INTO tenant.event (account_id, kind, member_id, step, code) VALUES (tap.account_id('evt-a'), 'line.refuted', tap.id('nobody any more'), 'login_channel', 'line.kid_unknown'),
  (tap.account_id('evt-b'), 'session.ended', NULL, NULL, NULL);
SELECT is((SELECT count(*) FROM pg_temp.page()), 51::bigint, 'fifty, and a sign that there are more');
SELECT results_eq($$SELECT q - 'place' - 'at' FROM pg_temp.page() LIMIT 1$$,
  $$SELECT '{"problem": null, "kind": "line.refuted", "who": null, "ip": null, "request_id": null, "step": "login_channel", "code": "line.kid_unknown", "about": null, "role": null}'::jsonb$$, 'the newest first, and nothing of another account');
SELECT results_eq($$SELECT DISTINCT q ->> 'who', q ->> 'ip' FROM pg_temp.page() WHERE q ->> 'kind' = 'email.verified'$$, $$VALUES ('evt-a@example.com', '192.0.2.1')$$, 'who, and from where');
-- Page after page, across events of the same moment.
CREATE TEMP TABLE seen (request text, place text);
DO $$
DECLARE
  place text;
BEGIN
  LOOP
    INSERT INTO seen SELECT p.q ->> 'request_id', p.q ->> 'place' FROM pg_temp.page(place) WITH ORDINALITY AS p (q, n) WHERE n <= 50;
    EXIT WHEN (SELECT count(*) FROM pg_temp.page(place)) < 51;
    place := (SELECT p.q ->> 'place' FROM pg_temp.page(place) WITH ORDINALITY AS p (q, n) WHERE n = 50);
  END LOOP;
END $$;
SELECT is((SELECT count(*) || ' ' || count(DISTINCT place) FROM seen), '121 121', 'page after page each comes once');
INSERT INTO tenant.session (account_id, session_id, member_id) VALUES (tap.account_id('evt-a'), tap.id('evt viewer'), tap.id('evt gone'));
INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for, role)
SELECT tap.h('evt viewer'), tap.slug('evt-a'), tap.account_id('evt-a'), tap.id('evt gone'), tap.id('evt viewer'), now() + interval '1 day', '1 day', 'viewer';
SELECT results_eq($$SELECT q ->> 'problem' FROM pg_temp.page(NULL, 'evt viewer')$$, ARRAY['role.denied'], 'not for whoever is no owner');
SELECT is((SELECT count(*) FROM tenant.event WHERE account_id = tap.account_id('evt-a')), 121::bigint, 'looking is no event');
SELECT * FROM finish();
ROLLBACK;
