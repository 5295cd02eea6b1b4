BEGIN;
SELECT plan(2);
CREATE FUNCTION pg_temp.rows() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT concat_ws(' ', q ->> 'day', q ->> 'logins', q ->> 'merchants', q ->> 'logouts', q ->> 'waits', q ->> 'merchants_waiting',
                       q ->> 'recovery_codes', q ->> 'passwords_changed', q ->> 'passwords_reset')
        FROM tap.rows_as('acho_report', 'SELECT * FROM report.login_activity ORDER BY day') AS q $$;
SELECT is_empty('SELECT pg_temp.rows()', 'nobody has come');
INSERT INTO tenant.event (account_id, at, kind)
VALUES (1, '2026-03-02 15:00+00', 'session.opened'), (1, '2026-03-02 16:00+00', 'session.opened'), (1, '2026-03-02 17:00+00', 'session.opened'),
       (2, '2026-03-02 17:00+00', 'session.opened'), (2, '2026-03-02 17:30+00', 'session.closed'), (2, '2026-03-02 18:00+00', 'session.throttled'),
       (2, '2026-03-02 19:00+00', 'session.throttled'), (3, '2026-03-02 19:00+00', 'totp.code_used'), (3, '2026-03-02 19:00+00', 'password.changed'),
       (3, '2026-03-02 19:00+00', 'password.reset'), (3, '2026-03-02 19:00+00', 'line.refuted');
SELECT results_eq('SELECT pg_temp.rows()', ARRAY['2026-03-02 1 1 0 0 0 0 0 0', '2026-03-03 3 2 1 2 1 1 1 1'], 'a row a day of Taipei');
SELECT * FROM finish();
ROLLBACK;
