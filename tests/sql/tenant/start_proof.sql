-- That a paste is kept and numbered is in link/login_channel_put.sql and link/token_put.sql.
BEGIN;
SELECT plan(3);
SELECT tap.account('start-a'), tap.oa('start-a', 'start key'), tap.login_channel('start-a', 'start key');
SELECT tap.call('link.login_channel_put', tap.h('start-a')::text, tap.slug('start-a'), 'channel', 'kid', '0');
SELECT tap.call('courier.proof_claim', '1', '60');
SELECT tap.call('link.login_channel_settle', tap.h('start-a')::text, tap.slug('start-a'), '2', 'line.not_login_channel', NULL, '@f', 'F', '200', 'r');
SELECT tap.call('link.login_channel_put', tap.h('start-a')::text, tap.slug('start-a'), 'channel 2', 'kid 2', '10');
SELECT results_eq(
  $$SELECT attempt, state, started_at, channel_id, kid, due_at FROM tenant.proof WHERE account_id = tap.account_id('start-a')$$,
  $$VALUES (3::bigint, 'pending', now(), 'channel 2', 'kid 2', now() + interval '10 s')$$, 'a paste starts anew');
SELECT results_eq(
  $$SELECT checked_at, code, lease, found_basic_id, found_name, line_status, line_request_id, tries FROM tenant.proof$$,
  $$VALUES (NULL::timestamptz, NULL, NULL::uuid, NULL, NULL, NULL::integer, NULL, 0)$$, 'with nothing left of the one before');
SELECT is((SELECT proved_at FROM tenant.proof), now(), 'and what was proved stays proved');
SELECT * FROM finish();
ROLLBACK;
