BEGIN;
SELECT plan(2);
CREATE FUNCTION pg_temp.rows() RETURNS SETOF jsonb LANGUAGE sql AS $$ SELECT tap.rows_as('acho_report', 'SELECT * FROM report.departures ORDER BY month') $$;
SELECT is_empty('SELECT pg_temp.rows()', 'nobody has left');
INSERT INTO directory.departure VALUES (timestamptz '2026-01-01 00:00+08', 3), (timestamptz '2026-02-01 00:00+08', 1);
SELECT results_eq($$SELECT r ->> 'accounts' FROM pg_temp.rows() AS r$$, ARRAY['3', '1'], 'a row a month');
SELECT * FROM finish();
ROLLBACK;
