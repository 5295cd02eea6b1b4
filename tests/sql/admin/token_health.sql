BEGIN;
SELECT plan(5);
SELECT tap.account('health-a'), tap.account('health-b'), tap.oa('health-a', 'health key');
CREATE FUNCTION pg_temp.health(_slug text) RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT jsonb_strip_nulls(h) FROM tap.rows_as('acho_admin', format('SELECT * FROM admin.token_health(%L)', _slug)) AS h $$;
SELECT is_empty($$SELECT pg_temp.health('nosuchslug000')$$, 'an unknown account');
SELECT is_empty($$SELECT pg_temp.health(tap.slug('health-b'))$$, 'one that has proved nothing');
SELECT tap.login_channel('health-a', 'health key'), tap.token('health-a', 'health bot');
SELECT results_eq($$SELECT pg_temp.health(tap.slug('health-a'))$$,
  $$VALUES ('{"step": "login_channel", "state": "proved"}'::jsonb), ('{"step": "messaging_token", "state": "proved"}')$$, 'not asked about yet');
UPDATE tenant.watch SET checked_at = now(), refused_at = now(), code = 'line.kid_unknown', line_call = 'TOKEN', line_status = 404, line_request_id = 'r'
 WHERE account_id = tap.account_id('health-a') AND step = 'login_channel';
CREATE FUNCTION pg_temp.channel() RETURNS jsonb LANGUAGE sql
AS $$ SELECT h FROM pg_temp.health(tap.slug('health-a')) AS h WHERE h ->> 'step' = 'login_channel' $$;
SELECT is(pg_temp.channel(), jsonb_build_object('step', 'login_channel', 'state', 'doubted', 'code', 'line.kid_unknown', 'checked_at', now(),
                                                'line_call', 'TOKEN', 'line_status', 404, 'line_request_id', 'r'), 'refused once');
UPDATE tenant.watch SET refuted_at = now() WHERE account_id = tap.account_id('health-a') AND step = 'login_channel';
SELECT is(pg_temp.channel() ->> 'state', 'refuted', 'refused twice');
SELECT * FROM finish();
ROLLBACK;
