BEGIN;
SELECT plan(3);
SELECT is((SELECT count(*) FROM report.counted), 1::bigint, 'one row from the start');
SELECT tap.refresh();
SELECT is((SELECT as_of FROM report.counted), now(), 'which says when was counted last');
SELECT throws_ok($$SELECT tap.rows_as('acho_report', 'SELECT 1 FROM report.counted')$$, '42501', NULL, 'the views say it to acho_report');
SELECT * FROM finish();
ROLLBACK;
