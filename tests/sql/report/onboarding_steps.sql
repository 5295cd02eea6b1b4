BEGIN;
SELECT plan(4);
SELECT tap.account('rste-a'), tap.account('rste-b'), tap.account('rste-c');
SELECT tap.oa('rste-a', 'rste key a'), tap.oa('rste-b', 'rste key b');
UPDATE tenant.account SET created_at = now() - interval '2 days';
UPDATE tenant.oa SET created_at = now() - interval '1 day';
SELECT tap.call('link.login_channel_put', tap.h('rste-b')::text, tap.slug('rste-b'), 'c', 'k', '0');
SELECT tap.call('link.login_channel_settle', tap.h('rste-b')::text, tap.slug('rste-b'), '1', 'line.kid_unknown', NULL, NULL, NULL, '404', 'r');
SELECT tap.login_channel('rste-a', 'rste key a'), tap.call('link.checklist_put', tap.h('rste-a')::text, tap.slug('rste-a'), 'true', 'true'), tap.token('rste-a', 'rste bot');
CREATE FUNCTION pg_temp.steps(_name text) RETURNS TABLE (q jsonb) LANGUAGE sql
AS $$ SELECT tap.rows_as('acho_report', format('SELECT * FROM report.onboarding_steps WHERE slug = %L ORDER BY position', tap.slug(_name))) $$;
SELECT results_eq($$SELECT q ->> 'step', (q ->> 'seconds')::numeric, (q ->> 'is_stuck')::boolean FROM pg_temp.steps('rste-a')$$,
  $$VALUES ('oa', NULL::numeric, false), ('login_channel', 86400, false), ('publish', 86400, false), ('messaging_token', 0, false), ('done', 0, false)$$, 'one that went all the way, and how long each step took');
SELECT results_eq($$SELECT q ->> 'step', (q ->> 'stuck_since')::timestamptz, q ->> 'last_diagnosis' FROM pg_temp.steps('rste-b')$$,
  $$VALUES ('oa', NULL::timestamptz, NULL), ('login_channel', now() - interval '1 day', 'line.kid_unknown')$$, 'one that is stuck: where, since when, and why');
SELECT results_eq($$SELECT q ->> 'step', (q ->> 'is_stuck')::boolean FROM pg_temp.steps('rste-c')$$, $$VALUES ('oa', true)$$, 'one that has only signed up');
SELECT bag_eq($$SELECT q ->> 'step' AS step, (q ->> 'reached')::bigint AS reached, (q ->> 'stuck_now')::bigint AS stuck FROM tap.rows_as('acho_report', 'SELECT * FROM report.onboarding_funnel') AS q$$,
  $$SELECT s ->> 'step' AS step, count(*) AS reached, count(*) FILTER (WHERE (s ->> 'is_stuck')::boolean) AS stuck FROM tap.rows_as('acho_report', 'SELECT * FROM report.onboarding_steps') AS s GROUP BY 1$$, 'the funnel says the same of all');
SELECT * FROM finish();
ROLLBACK;
