BEGIN;
SELECT plan(16);

-- Called by the definer of login; login/attempt.sql has the same through the worker.
CREATE FUNCTION pg_temp.count(_limit integer DEFAULT 3) RETURNS integer LANGUAGE plpgsql
AS $$ DECLARE n integer; BEGIN
  SET LOCAL ROLE acho_login_definer; n := directory.count_failure(sha256('count'), _limit); RESET ROLE; RETURN n;
END $$;
CREATE FUNCTION pg_temp.counter() RETURNS directory.throttle LANGUAGE sql
AS $$ SELECT * FROM directory.throttle WHERE throttle_key = tap.h('count') $$;
CREATE FUNCTION pg_temp.over() RETURNS void LANGUAGE sql AS $$ UPDATE directory.throttle SET retry_at = now() WHERE throttle_key = tap.h('count') $$;

SELECT is(pg_temp.count(), NULL, 'the first is free');
SELECT is((pg_temp.counter()).forget_at, now() + interval '15 min', 'its window is 15 minutes');
UPDATE directory.throttle SET forget_at = now() + interval '5 min' WHERE throttle_key = tap.h('count');
SELECT is(pg_temp.count(), NULL, 'the second is free');
SELECT is((pg_temp.counter()).forget_at, now() + interval '5 min', 'and does not prolong the window');
SELECT is((pg_temp.counter()).retry_at, NULL, 'nobody waits yet');
SELECT is(pg_temp.count(), NULL, 'the third is free and the last');
SELECT is(pg_temp.count(), 15, 'then one waits 15 s');
SELECT is((pg_temp.counter()).forget_at, now() + interval '15 min 15 s', 'and is remembered until 15 minutes after that');

CREATE TEMP TABLE delays (delay integer);
DO $$ BEGIN
  FOR i IN 1..9 LOOP
    PERFORM pg_temp.over();
    IF pg_temp.count() IS NOT NULL THEN RAISE 'a guess after the delay was not let through'; END IF;
    INSERT INTO delays SELECT pg_temp.count();
  END LOOP;
END $$;
SELECT is((SELECT array_agg(delay) FROM delays), ARRAY[30, 60, 120, 240, 480, 900, 900, 900, 900], 'delays double up to 15 minutes');
SELECT is((pg_temp.counter()).failures, 12, 'calls that came too early were not counted');
UPDATE directory.throttle SET failures = 2147483646 WHERE throttle_key = tap.h('count');
SELECT pg_temp.over();
SELECT is(pg_temp.count(), NULL, 'a counter near its end');
SELECT is(pg_temp.count(), 900, 'still holds');

UPDATE directory.throttle SET forget_at = now() WHERE throttle_key = tap.h('count');
SELECT is(pg_temp.count(), NULL, 'once forgotten it starts anew');
SELECT is((pg_temp.counter()).failures, 1, 'at one');
SELECT is((pg_temp.counter()).forget_at, now() + interval '15 min', 'with a window of its own');

DELETE FROM directory.throttle WHERE throttle_key = tap.h('count');
SELECT is(ARRAY[pg_temp.count(1), pg_temp.count(1)], ARRAY[NULL, 15], 'a limit of one lets one through');
SELECT * FROM finish();
ROLLBACK;
