BEGIN;
SELECT plan(7);
CREATE FUNCTION pg_temp.logins() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT concat_ws(' ', q ->> 'day', q ->> 'logins', q ->> 'merchants') FROM tap.rows_as('acho_report', 'SELECT * FROM report.login_activity ORDER BY day') AS q $$;
CREATE FUNCTION pg_temp.day(_ago interval) RETURNS text LANGUAGE sql AS $$ SELECT ((now() - _ago) AT TIME ZONE 'Asia/Taipei')::date::text $$;
SELECT is_empty('SELECT FROM report.finished_login_activity', 'nobody has come on any day');
INSERT INTO tenant.event (account_id, at, kind) SELECT n, now() - ago, 'session.opened' FROM (VALUES (1, interval '50 hours'), (2, interval '50 hours'), (1, interval '0')) AS v (n, ago);
SELECT tap.refresh();
SELECT results_eq('SELECT day::text, logins, merchants FROM report.finished_login_activity', format('VALUES (%L, 2::bigint, 2::bigint)', pg_temp.day('50 hours')), 'a day that is over is counted');
SELECT results_eq('SELECT pg_temp.logins()', ARRAY[pg_temp.day('50 hours') || ' 2 2', pg_temp.day('0') || ' 1 1'], 'today comes with it, from the events');
-- It is counted once; what comes after the last day that was counted is counted as one asks.
INSERT INTO tenant.event (account_id, at, kind) SELECT n, now() - ago, 'session.opened' FROM (VALUES (3, interval '50 hours'), (3, interval '0'), (4, interval '26 hours')) AS v (n, ago);
SELECT tap.refresh();
SELECT results_eq('SELECT pg_temp.logins()', ARRAY[pg_temp.day('50 hours') || ' 2 2', pg_temp.day('26 hours') || ' 1 1', pg_temp.day('0') || ' 2 2'], 'and not again on the same day');
SELECT is((SELECT as_of FROM report.finished_login_activity), now(), 'it says when');
SELECT is((SELECT max((q ->> 'as_of')::timestamptz) FROM tap.rows_as('acho_report', 'SELECT * FROM report.login_activity') AS q), now(), 'to its readers, too');
SELECT throws_ok($$SELECT tap.rows_as('acho_report', 'SELECT 1 FROM report.finished_login_activity')$$, '42501', NULL, 'acho_report reads report.login_activity');
SELECT * FROM finish();
ROLLBACK;
