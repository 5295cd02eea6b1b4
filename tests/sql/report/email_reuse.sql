BEGIN;
SELECT plan(2);
CREATE FUNCTION pg_temp.rows() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT q::text FROM tap.rows_as('acho_report', 'SELECT * FROM report.email_reuse ORDER BY accounts_per_address') AS q $$;
SELECT is_empty('SELECT pg_temp.rows()', 'no addresses yet');
SELECT tap.account('reuse-' || n) FROM generate_series(1, 6) AS n;
UPDATE tenant.member SET email = 'One@Example.com' WHERE account_id IN (tap.account_id('reuse-1'), tap.account_id('reuse-2'));
UPDATE tenant.member SET email = 'one@example.COM' WHERE account_id = tap.account_id('reuse-3');
SELECT results_eq('SELECT pg_temp.rows()',
  ARRAY['{"addresses": 3, "memberships": 3, "accounts_per_address": 1}', '{"addresses": 1, "memberships": 3, "accounts_per_address": 3}'],
  'one address has three accounts, in whatever case it was typed, and none is shown');
SELECT * FROM finish();
ROLLBACK;
