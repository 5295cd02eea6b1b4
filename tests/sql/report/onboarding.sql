BEGIN;
SELECT plan(8);
-- A small house is looked at as it is.
SELECT tap.account('ronb-a'), tap.account('ronb-b');
SELECT is((SELECT count(*) FROM report.onboarding), (SELECT count(*) FROM tenant.account), 'a row an account');
SELECT is((SELECT as_of FROM report.onboarding WHERE slug = tap.slug('ronb-a')), now(), 'as of this moment');
CREATE FUNCTION pg_temp.funnel() RETURNS text LANGUAGE sql
AS $$ SELECT q ->> 'reached' FROM tap.rows_as('acho_report', $r$SELECT * FROM report.onboarding_funnel WHERE step = 'login_channel'$r$) AS q $$;
SELECT tap.oa('ronb-a', 'ronb key a');
SELECT is(pg_temp.funnel(), '1', 'what has just happened is there');

-- A large one as it was when it was counted, in all three views, and they say so.
SELECT tap.crowd(), tap.refresh();
SELECT tap.oa('ronb-b', 'ronb key b');
SELECT is(pg_temp.funnel(), '1', 'in a large house it is not');
SELECT is((SELECT q ->> 'as_of' FROM tap.rows_as('acho_report', format('SELECT as_of FROM report.onboarding_steps WHERE slug = %L LIMIT 1', tap.slug('ronb-b'))) AS q)::timestamptz,
          (SELECT as_of FROM report.counted), 'until the next time, which the views tell');
SELECT results_eq($$SELECT q ->> 'oa_entered' FROM tap.rows_as('acho_report', 'SELECT * FROM report.signups_daily ORDER BY day DESC LIMIT 1') AS q$$, ARRAY['1'], 'and agree with each other');
SELECT tap.refresh();
SELECT is(pg_temp.funnel(), '2', 'then it is');
SELECT throws_ok($$SELECT tap.rows_as('acho_report', 'SELECT 1 FROM report.onboarding')$$, '42501', NULL, 'acho_report reads the views that are made of it');
SELECT * FROM finish();
ROLLBACK;
