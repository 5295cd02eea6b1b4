-- What it drops and moves takes locks that other tests would wait for: see concurrency/partitions.sh.
BEGIN;
SELECT plan(3);
SELECT set_has($$SELECT c.relname::text FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'tenant.event'::regclass$$,
               $$SELECT to_char(now() AT TIME ZONE 'UTC' + m * interval '1 month', '"event_"YYYY_MM') FROM generate_series(0, 2) AS m$$,
               'this month and the next two are there from the start');
SELECT is(tap.call('courier.partitions'), '0', 'nothing more is to be done');
SELECT tap.account('part-a'), tap.oa('part-a', 'part key'), tap.login_channel('part-a', 'part key');
SELECT is((SELECT DISTINCT tableoid::regclass::text FROM tenant.event WHERE account_id = tap.account_id('part-a')),
          to_char(now() AT TIME ZONE 'UTC', '"tenant.event_"YYYY_MM'), 'an event goes to its month');
SELECT * FROM finish();
ROLLBACK;
