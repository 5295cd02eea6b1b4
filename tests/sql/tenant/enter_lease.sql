BEGIN;
SELECT plan(7);
SELECT tap.account('enter-a'), tap.oa('enter-a', 'enter key');
SELECT tap.call('link.login_channel_put', tap.h('enter-a')::text, tap.slug('enter-a'), 'channel', 'kid', '0');
CREATE TEMP TABLE lease AS SELECT (tap.call('courier.proof_claim', '1', '60') ->> 'lease')::uuid AS id;
CREATE FUNCTION pg_temp.enter(_lease uuid, _step text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE said text; leased record; BEGIN
  PERFORM set_config('acho.account', '', true);
  SET LOCAL ROLE acho_courier_definer;
  leased := tenant.enter_lease(_lease, _step);
  said := concat_ws(' ', leased.held, leased.waited, tenant.current_account());
  RESET ROLE;
  RETURN said;
END $$;

SELECT is(pg_temp.enter((SELECT id FROM lease), 'login_channel'), 't f ' || tap.account_id('enter-a'), 'a lease that is held sets its account');
SELECT is(pg_temp.enter((SELECT id FROM lease), 'messaging_token'), 'f', 'of its own step only');
SELECT is(pg_temp.enter(tap.id('no lease'), 'login_channel'), 'f', 'an unknown one sets none');
SELECT is(pg_temp.enter(NULL, 'login_channel'), 'f', 'nor does none at all');
UPDATE tenant.proof SET due_at = now() - interval '1 hour', code = 'line.pending';
SELECT is(pg_temp.enter((SELECT id FROM lease), 'login_channel'), 't t ' || tap.account_id('enter-a'), 'one that lapsed and nobody took over is held; LINE was silent before');
SELECT tap.call('courier.proof_claim', '1', '60');
SELECT is(pg_temp.enter((SELECT id FROM lease), 'login_channel'), 'f', 'one that was taken over is not');
SELECT tap.call('link.login_channel_settle', tap.h('enter-a')::text, tap.slug('enter-a'), '1', 'line.kid_unknown', NULL, NULL, NULL, '404', 'r');
SELECT is(pg_temp.enter((SELECT lease FROM tenant.proof), 'login_channel'), 'f', 'nor one of a paste that is settled');
SELECT * FROM finish();
ROLLBACK;
