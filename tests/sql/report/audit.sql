BEGIN;
SELECT plan(4);
SELECT tap.account('raud-a'), tap.account('raud-b');
CREATE FUNCTION pg_temp.audit() RETURNS TABLE (q jsonb) LANGUAGE sql AS $$ SELECT tap.rows_as('acho_report', 'SELECT * FROM report.audit ORDER BY at') $$;
SELECT is_empty($$SELECT pg_temp.audit()$$, 'nothing has happened');
-- Midnight in Taipei is 16:00 UTC.
INSERT INTO tenant.event (account_id, at, kind, member_id, ip, request_id, about)
SELECT m.account_id, '2026-03-01 16:00Z', 'password.changed', m.member_id, '192.0.2.1', 'request-1', 'someone@example.com' FROM tenant.member AS m WHERE m.email = 'raud-a@example.com';
INSERT INTO tenant.event (account_id, at, kind, step, code) VALUES (tap.account_id('raud-b'), '2026-03-01 15:00Z', 'nobody.knows', 'login_channel', 'line.kid_unknown');
SELECT results_eq($$SELECT q - 'at' - 'slug' FROM pg_temp.audit()$$,
  $$VALUES ('{"company": "Company raud-b", "day": "2026-03-01", "kind": "nobody.knows", "meaning": null, "who": null, "ip": null, "request_id": null, "step": "login_channel", "code": "line.kid_unknown", "about": null}'::jsonb),
           ('{"company": "Company raud-a", "day": "2026-03-02", "kind": "password.changed", "meaning": "Changed the password, knowing the one before.", "who": "r***@example.com", "ip": "192.0.2.1", "request_id": "request-1", "step": null, "code": null, "about": "s***@example.com"}')$$,
  'who did what, when by the clock of Taipei, and from where');
SELECT results_eq($$SELECT q ->> 'slug' FROM pg_temp.audit()$$, ARRAY[tap.slug('raud-b'), tap.slug('raud-a')], 'in which account');
SELECT throws_ok($$SELECT tap.rows_as('acho_report', 'SELECT ip FROM tenant.event')$$, '42501', NULL, 'the events themselves are closed');
SELECT * FROM finish();
ROLLBACK;
