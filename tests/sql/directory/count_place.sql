BEGIN;
SELECT plan(10);
CREATE FUNCTION pg_temp.count(_slug text, _limit integer DEFAULT 2, _key text DEFAULT 'tally') RETURNS integer LANGUAGE plpgsql
AS $$ DECLARE n integer; BEGIN
  SET LOCAL ROLE acho_login_definer; n := directory.count_place(sha256(_key::bytea), _slug, _limit); RESET ROLE; RETURN n;
END $$;
SELECT is(ARRAY[pg_temp.count('one'), pg_temp.count('one'), pg_temp.count('two')], ARRAY[NULL, NULL, NULL]::integer[], 'two accounts, however often');
UPDATE directory.tally SET ends_at = now() + interval '10 min' WHERE slug_hash = tap.h('one');
SELECT is(pg_temp.count('three'), 600, 'a third waits until the first is forgotten');
SELECT is((SELECT count(*) FROM directory.tally WHERE tally_key = tap.h('tally')), 2::bigint, 'and is not counted');
SELECT is(ARRAY[pg_temp.count('one'), pg_temp.count('two')], ARRAY[NULL, NULL]::integer[], 'the two go on');
SELECT is(pg_temp.count('three', 2, 'another'), NULL, 'another tally has room');
SELECT is(pg_temp.count('three', NULL), NULL, 'without a limit nobody waits');
SELECT is((SELECT count(*) FROM directory.tally), 3::bigint, 'nor is counted');
UPDATE directory.tally SET ends_at = now() WHERE slug_hash = tap.h('one');
SELECT is(pg_temp.count('three'), NULL, 'what is forgotten makes room');
SELECT is(pg_temp.count('one'), 3600, 'and waits itself, should it come back');
SELECT is(pg_temp.count('three'), NULL, 'while those within go on');
SELECT * FROM finish();
ROLLBACK;
