BEGIN;
SELECT plan(5);
SELECT tap.account('radr');
SELECT is((SELECT q - 'created_at' FROM tap.rows_as('acho_support', format('SELECT * FROM report.addresses WHERE slug = %L', tap.slug('radr'))) AS q),
          jsonb_build_object('slug', tap.slug('radr'), 'company', 'Company radr', 'email', 'radr@example.com', 'role', 'owner', 'verified_at', NULL),
          'support sees whom to write to');
SELECT throws_ok($$SELECT tap.rows_as('acho_report', 'SELECT * FROM report.addresses')$$, '42501', 'permission denied for view addresses', 'acho_report does not');
SELECT is((SELECT q ->> 'owner_address' FROM tap.rows_as('acho_support', format('SELECT * FROM report.accounts WHERE slug = %L', tap.slug('radr'))) AS q),
          'r***@example.com', 'in the other views support sees masks too');
-- No view that acho_report reads lets the address out, in whatever column.
SELECT tap.call('login.invite', tap.h('radr')::text, tap.slug('radr'), 'radr.guest@example.com', 'viewer', NULL, 'r');
CREATE FUNCTION pg_temp.all_text() RETURNS text LANGUAGE plpgsql
AS $$ DECLARE v record; told text := ''; BEGIN
  FOR v IN SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'report'::regnamespace AND has_table_privilege('acho_report', c.oid, 'SELECT') LOOP
    told := told || coalesce((SELECT string_agg(q::text, ' ') FROM tap.rows_as('acho_report', format('SELECT * FROM report.%I', v.relname)) AS q), '');
  END LOOP;
  RETURN told;
END $$;
SELECT alike(pg_temp.all_text(), '%r\*\*\*@example.com%', 'every view was read');
SELECT doesnt_match(pg_temp.all_text(), 'radr[.a-z]*@', 'and none shows a whole address to acho_report');
SELECT * FROM finish();
ROLLBACK;
