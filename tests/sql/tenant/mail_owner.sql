BEGIN;
SELECT plan(3);
SELECT tap.account('owner-a'), tap.account('owner-b');
CREATE FUNCTION pg_temp.mail(_kind text, _subject bytea) RETURNS text[] LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id('owner-a')::text, true);
  SET LOCAL ROLE acho_courier_definer; PERFORM tenant.mail_owner(_kind, _subject); RESET ROLE;
  RETURN (SELECT array_agg(kind || ' to ' || recipient ORDER BY kind) FROM tenant.outbox WHERE kind <> 'welcome');
END $$;
SELECT is(pg_temp.mail('login_channel_proved', NULL), ARRAY['login_channel_proved to owner-a@example.com'], 'a mail to the owner');
SELECT is(pg_temp.mail('release', tap.h('owner bot')),
          ARRAY['login_channel_proved to owner-a@example.com', 'release to owner-a@example.com'], 'each is a mail of its own');
SELECT results_eq($$SELECT kind, subject_hash FROM tenant.outbox WHERE kind <> 'welcome' ORDER BY kind$$,
  $$VALUES ('login_channel_proved', NULL), ('release', tap.h('owner bot'))$$, 'and says what its link will be good for');
SELECT * FROM finish();
ROLLBACK;
