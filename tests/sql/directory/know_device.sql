BEGIN;
SELECT plan(7);
SELECT tap.account('dev-a'), tap.account('dev-b');
CREATE FUNCTION pg_temp.member(_name text) RETURNS uuid LANGUAGE sql AS $$ SELECT member_id FROM tenant.member WHERE account_id = tap.account_id(_name) $$;
CREATE FUNCTION pg_temp.know(_name text, _device text, _former text DEFAULT NULL) RETURNS void LANGUAGE plpgsql
AS $$ DECLARE member uuid := pg_temp.member(_name); BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  SET LOCAL ROLE acho_login_definer; PERFORM directory.know_device(member, sha256(_device::bytea), sha256(_former::bytea)); RESET ROLE;
END $$;
CREATE FUNCTION pg_temp.known(_name text) RETURNS SETOF bytea LANGUAGE sql AS $$ SELECT device_hash FROM directory.device WHERE account_id = tap.account_id(_name) $$;
SELECT pg_temp.know('dev-a', 'one'), pg_temp.know('dev-b', 'theirs');
SELECT results_eq($$SELECT pg_temp.known('dev-a')$$, ARRAY[tap.h('one')], 'a browser is known');
SELECT is((SELECT expires_at FROM directory.device WHERE device_hash = tap.h('one')), now() + interval '400 days', 'for 400 days');
SELECT pg_temp.know('dev-a', 'two', 'one');
SELECT results_eq($$SELECT pg_temp.known('dev-a')$$, ARRAY[tap.h('two')], 'another cookie takes the place of the first');
SELECT pg_temp.know('dev-a', 'three', 'theirs');
SELECT results_eq($$SELECT pg_temp.known('dev-b')$$, ARRAY[tap.h('theirs')], 'nobody loses another account''s');
SELECT set_config('acho.account', tap.account_id('dev-a')::text, true), directory.know_device(pg_temp.member('dev-a'), NULL, tap.h('two'));
SELECT is((SELECT count(*) FROM pg_temp.known('dev-a')), 2::bigint, 'without a cookie nothing changes');
UPDATE directory.device SET created_at = now() - interval '1 day' WHERE device_hash = tap.h('two');
SELECT count(pg_temp.know('dev-a', 'more ' || n)) FROM generate_series(1, 19) AS n;
SELECT is((SELECT count(*) FROM pg_temp.known('dev-a')), 20::bigint, 'at most 20');
SELECT ok(tap.h('two') NOT IN (SELECT pg_temp.known('dev-a')), 'the one used longest ago is forgotten');
SELECT * FROM finish();
ROLLBACK;
