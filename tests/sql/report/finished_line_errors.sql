BEGIN;
SELECT plan(4);
CREATE FUNCTION pg_temp.errors() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT concat_ws(' ', q ->> 'day', q ->> 'code', q ->> 'how_many', q ->> 'merchants', q ->> 'last_request_id') FROM tap.rows_as('acho_report', 'SELECT * FROM report.line_errors ORDER BY day, code') AS q $$;
CREATE FUNCTION pg_temp.day(_ago interval) RETURNS text LANGUAGE sql AS $$ SELECT ((now() - _ago) AT TIME ZONE 'Asia/Taipei')::date::text $$;
SELECT is_empty('SELECT FROM report.finished_line_errors', 'LINE has complained on no day');
INSERT INTO tenant.event (account_id, at, kind, step, code, line_status, line_request_id)
SELECT n, now() - ago, 'line.refuted', 'login_channel', 'line.kid_unknown', 404, r FROM (VALUES (1, interval '50 hours', 'a'), (1, interval '49 hours 59 minutes', 'b'), (1, interval '0', 'c')) AS v (n, ago, r);
UPDATE tenant.event SET at = at - interval '2 minutes' WHERE pg_temp.day('50 hours') <> pg_temp.day('49 hours 59 minutes') AND line_request_id = 'b';
SELECT tap.refresh();
SELECT is((SELECT (how_many, merchants)::text FROM report.finished_line_errors), '(2,1)', 'a day that is over is counted, with its NULLs');
SELECT is((SELECT count(*) FROM pg_temp.errors()), 2::bigint, 'today comes with it, from the events');
SELECT throws_ok($$SELECT tap.rows_as('acho_report', 'SELECT 1 FROM report.finished_line_errors')$$, '42501', NULL, 'acho_report reads report.line_errors');
SELECT * FROM finish();
ROLLBACK;
