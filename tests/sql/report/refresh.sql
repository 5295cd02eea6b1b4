BEGIN;
SELECT plan(6);
SELECT is(tap.refresh(), true, 'the courier has the reports counted anew');
SELECT throws_ok(format($$SELECT tap.rows_as(%L, 'SELECT report.refresh()')$$, r), '42501', NULL, r || ' does not')
  FROM unnest(ARRAY['acho_report', 'acho_support', 'acho_link']) AS r;
SELECT throws_ok($$SELECT tap.rows_as('acho_courier', 'SELECT 1 FROM report.accounts')$$, '42501', NULL, 'nor does the courier read a report');
SELECT throws_ok($$SELECT tap.rows_as('acho_courier', 'SELECT 1 FROM report.counted')$$, '42501', NULL, 'or what it has counted');
SELECT * FROM finish();
ROLLBACK;
