BEGIN;
SELECT plan(5);
SELECT tap.account('wake-' || n), tap.oa('wake-' || n, 'wake key ' || n) FROM generate_series(1, 5) AS n;
SELECT tap.call('link.login_channel_put', tap.h('wake-' || n)::text, tap.slug('wake-' || n), 'c', 'k', '60') FROM generate_series(1, 5) AS n;
-- 1 waits; 2 is being asked about by a courier, 3 by the worker of its request; 4 is due already; 5 was told by LINE when.
UPDATE tenant.proof SET code = 'line.pending', tries = 7 WHERE account_id IN (tap.account_id('wake-1'), tap.account_id('wake-2'));
UPDATE tenant.proof SET lease = tap.id('lease') WHERE account_id = tap.account_id('wake-2');
UPDATE tenant.proof SET code = 'line.pending', due_at = now() - interval '1 s' WHERE account_id = tap.account_id('wake-4');
UPDATE tenant.proof SET code = 'line.pending', line_status = 429, due_at = now() + interval '99 s' WHERE account_id = tap.account_id('wake-5');
DO $$ BEGIN SET LOCAL ROLE acho_courier_definer; PERFORM tenant.wake_waiting(); RESET ROLE; END $$;
CREATE FUNCTION pg_temp.due(_n int) RETURNS interval LANGUAGE sql
AS $$ SELECT due_at - now() FROM tenant.proof WHERE account_id = tap.account_id('wake-' || _n) $$;
SELECT is(pg_temp.due(1), interval '0', 'what waits is due now');
SELECT is((SELECT tries FROM tenant.proof WHERE account_id = tap.account_id('wake-1')), 7, 'its tries are kept');
SELECT is(ARRAY[pg_temp.due(2), pg_temp.due(3)], ARRAY[interval '60 s', interval '60 s'], 'what somebody is asking about is left alone');
SELECT is(pg_temp.due(4), interval '-1 s', 'what is due stays in its place');
SELECT is(pg_temp.due(5), interval '99 s', 'and what LINE wants to hear of later stays later');
SELECT * FROM finish();
ROLLBACK;
