BEGIN;
SELECT plan(4);
SELECT tap.account('event-a'), tap.account('event-b');
CREATE FUNCTION pg_temp.record(_role text, _kind text) RETURNS void LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id('event-a')::text, true);
  EXECUTE format('SET LOCAL ROLE %I', _role);
  PERFORM tenant.record_event(_kind, 'login_channel', 'line.kid_unknown', 'TOKEN', 404, 'request-1');
  RESET ROLE;
END $$;
SELECT lives_ok($$SELECT pg_temp.record('acho_link_definer', 'line.refuted')$$, 'the definer of link');
SELECT lives_ok($$SELECT pg_temp.record('acho_courier_definer', 'watch.refuted')$$, 'and that of courier');
SELECT results_eq($$SELECT account_id, at, kind, step COLLATE "default", code, line_call, line_status, line_request_id FROM tenant.event ORDER BY kind$$,
  $$SELECT tap.account_id('event-a'), now(), k, 'login_channel', 'line.kid_unknown', 'TOKEN', 404, 'request-1'
      FROM unnest(ARRAY['line.refuted', 'watch.refuted']) AS k$$, 'record what happened to the account that is set');
SELECT throws_ok($$SELECT pg_temp.record('acho_link_definer', 'nonsense')$$, '23514', NULL, 'a kind has its area');
SELECT * FROM finish();
ROLLBACK;
