-- That a notice arrives is in concurrency/courier.sh, that nobody waits for it in concurrency/signup.sh.
BEGIN;
SELECT plan(4);
CREATE FUNCTION pg_temp.tell(_channel text) RETURNS bigint LANGUAGE plpgsql
AS $$ BEGIN
  SET LOCAL ROLE acho_signup_definer; PERFORM directory.tell(_channel); RESET ROLE;
  RETURN (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted);
END $$;
SELECT is(pg_temp.tell('acho_tell_1'), 1::bigint, 'the one who tells holds the channel');
SELECT is(pg_temp.tell('acho_tell_1'), 1::bigint, 'telling again is harmless');
SELECT is(pg_temp.tell('acho_tell_2'), 2::bigint, 'each channel has its own');
SELECT is((SELECT count(*) FROM pg_locks WHERE locktype = 'object' AND pid = pg_backend_pid() AND mode = 'AccessExclusiveLock'), 0::bigint,
          'the lock that commits queue up behind is not taken before the commit');
SELECT * FROM finish();
ROLLBACK;
