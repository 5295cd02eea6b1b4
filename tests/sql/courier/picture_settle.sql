BEGIN;
SELECT plan(15);
SELECT tap.account('pset-a'), tap.oa('pset-a', 'pset key'), tap.token('pset-a', 'pset bot');
INSERT INTO tenant.oa_picture (account_id, url) VALUES (tap.account_id('pset-a'), 'https://a/1');
CREATE FUNCTION pg_temp.settle(_type text, _bytes text, _again boolean DEFAULT true) RETURNS text LANGUAGE plpgsql
AS $$
DECLARE lease text;
BEGIN
  UPDATE tenant.oa_picture SET due_at = now();
  lease := (SELECT c ->> 'lease' FROM tap.rows_as('acho_courier', 'SELECT * FROM courier.picture_claim(60)') AS c);
  RETURN tap.call('courier.picture_settle', lease, _type, CASE WHEN _bytes IS NOT NULL THEN '3' END, CASE WHEN _bytes IS NOT NULL THEN '2' END, _bytes, _again::text) #>> '{}';
END $$;
CREATE FUNCTION pg_temp.minutes() RETURNS numeric LANGUAGE sql AS $$ SELECT extract(epoch FROM due_at - now()) / 60 FROM tenant.oa_picture $$;

SELECT is(tap.call('courier.picture_settle', tap.id('none')::text, 'image/png', '3', '2', '\x01', 'true'), 'false', 'without the lease nothing');
SELECT is(pg_temp.settle(NULL, NULL), 'true', 'it could not be had');
SELECT ok(pg_temp.minutes() BETWEEN 0.8 AND 1.2, 'once: again in a minute');
SELECT is(pg_temp.settle(NULL, NULL), 'true', 'twice');
SELECT ok(pg_temp.minutes() BETWEEN 8 AND 12, 'in ten');
SELECT is(pg_temp.settle('image/jpeg', '\x01'), 'true', 'then it is here');
SELECT results_eq('SELECT media_type, width, height, bytes, digest, fetched_at, due_at, lease FROM tenant.oa_picture',
  $$VALUES ('image/jpeg', 3, 2, '\x01'::bytea, sha256('\x01'::bytea), now(), NULL::timestamptz, NULL::uuid)$$, 'kept, with its digest');
UPDATE tenant.oa_picture SET tries = 3;
SELECT is(pg_temp.settle(NULL, NULL), 'true', 'another one, a fourth time in vain');
SELECT ok(pg_temp.minutes() BETWEEN 800 AND 1200, 'in 17 hours');
SELECT is(pg_temp.settle(NULL, NULL), 'true', 'a fifth');
SELECT results_eq('SELECT bytes, due_at, lease FROM tenant.oa_picture', $$VALUES ('\x01'::bytea, NULL::timestamptz, NULL::uuid)$$, 'it is given up, and the one of before stays');
UPDATE tenant.oa_picture SET tries = 0;
SELECT is(pg_temp.settle(NULL, NULL, false), 'true', 'an address that is not asked');
SELECT is(pg_temp.minutes(), NULL, 'is given up at once');
SELECT throws_ok($$SELECT pg_temp.settle('image/gif', '\x01')$$, '23514', NULL, 'nothing but JPEG and PNG');
SELECT throws_ok($$SELECT pg_temp.settle('image/png', '\x' || repeat('00', 262145))$$, '23514', NULL, 'nor more than 256 KiB');
SELECT * FROM finish();
ROLLBACK;
