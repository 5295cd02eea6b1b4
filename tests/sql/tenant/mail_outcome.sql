BEGIN;
SELECT plan(3);
SELECT tap.account('outcome-a'), tap.account('outcome-b');
CREATE FUNCTION pg_temp.outcome(_step text, _state text) RETURNS text[] LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id('outcome-a')::text, true);
  SET LOCAL ROLE acho_courier_definer; PERFORM tenant.mail_outcome(_step, _state); RESET ROLE;
  RETURN (SELECT array_agg(kind || ' to ' || recipient ORDER BY kind) FROM tenant.outbox WHERE kind <> 'welcome');
END $$;
SELECT is(pg_temp.outcome('login_channel', 'proved'), ARRAY['login_channel_proved to outcome-a@example.com'], 'proved');
SELECT is(pg_temp.outcome('messaging_token', 'refuted'),
          ARRAY['login_channel_proved to outcome-a@example.com', 'messaging_token_refuted to outcome-a@example.com'], 'refuted');
SELECT is((SELECT count(DISTINCT message_id) FROM tenant.outbox), 4::bigint, 'each is a mail of its own');
SELECT * FROM finish();
ROLLBACK;
