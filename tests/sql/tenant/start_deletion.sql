BEGIN;
SELECT plan(6);
SELECT tap.account(n), tap.oa(n, n || ' key'), tap.login_channel(n, n || ' key'), tap.token(n, n || ' bot') FROM unnest(ARRAY['sd-a', 'sd-b']) AS n;
UPDATE tenant.outbox SET state = 'delivered';
CREATE FUNCTION pg_temp.start(_role text, OUT started boolean, OUT deletes_at timestamptz) LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id('sd-a')::text, true);
  EXECUTE format('SET LOCAL ROLE %I', _role);
  SELECT d.started, d.deletes_at INTO started, deletes_at FROM tenant.start_deletion() AS d;
  RESET ROLE;
END $$;
SELECT results_eq($$SELECT * FROM pg_temp.start('acho_link_definer')$$, $$VALUES (true, now() + interval '14 days')$$, 'begun');
SELECT results_eq($$SELECT count(*) FILTER (WHERE account_id = tap.account_id('sd-a')), count(*) FROM directory.bot$$, 'VALUES (0::bigint, 1::bigint)', 'its Official Account is free');
SELECT is((SELECT count(*) FROM tenant.messaging_token), 1::bigint, 'and its token forgotten');
SELECT results_eq($$SELECT kind, recipient FROM tenant.outbox WHERE state = 'waiting'$$, $$VALUES ('account_closing', 'sd-a@example.com')$$, 'the owner is told');
UPDATE tenant.account SET closing_at = now() - interval '3 days' WHERE account_id = tap.account_id('sd-a');
SELECT results_eq($$SELECT * FROM pg_temp.start('acho_admin_definer')$$, $$VALUES (false, now() + interval '11 days')$$, 'once begun the day stays');
SELECT is((SELECT count(*) FROM tenant.outbox WHERE state = 'waiting'), 1::bigint, 'and nobody is told again');
SELECT * FROM finish();
ROLLBACK;
