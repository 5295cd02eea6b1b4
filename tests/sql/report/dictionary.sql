BEGIN;
SELECT plan(5);
CREATE TEMP VIEW said AS SELECT q FROM tap.rows_as('acho_report', 'SELECT * FROM report.dictionary') AS q;
SELECT set_eq($$SELECT q ->> 'view_name' FROM said WHERE q ->> 'column_name' IS NULL$$,
              $$SELECT c.relname::text FROM pg_class AS c WHERE c.relnamespace = 'report'::regnamespace AND c.relkind IN ('v', 'm') AND c.relname !~ '^(counted|finished|accounts_progress|onboarding$)'$$, 'a row a view, and none for what they are counted from');
SELECT set_has($$SELECT q ->> 'view_name' FROM said$$,
  $$SELECT unnest(ARRAY['signups_daily', 'onboarding_funnel', 'accounts', 'oa_links', 'token_health', 'mail_delivery', 'login_activity', 'email_reuse', 'line_errors'])$$, 'among them what v1 promises');
SELECT set_eq($$SELECT q ->> 'view_name' AS v, q ->> 'column_name' AS c FROM said WHERE q ->> 'column_name' IS NOT NULL$$,
              $$SELECT c.table_name::text, c.column_name::text FROM information_schema.columns AS c WHERE c.table_schema = 'report' AND c.table_name !~ '^(counted|finished|accounts_progress|onboarding$)'$$, 'and one a column');
SELECT is_empty($$SELECT q FROM said WHERE length(coalesce(q ->> 'meaning', '')) < 8$$, 'each with a meaning');
SELECT results_eq($$SELECT DISTINCT q ->> 'view_name' FROM said WHERE q ->> 'for_everybody' = 'false'$$, ARRAY['addresses'], 'one is not for everybody');
SELECT * FROM finish();
ROLLBACK;
