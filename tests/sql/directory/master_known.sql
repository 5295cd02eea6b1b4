BEGIN;
SELECT plan(5);
CREATE FUNCTION pg_temp.known(_no integer, _byte text) RETURNS boolean LANGUAGE sql
AS $$ SELECT directory.master_known('line', _no, decode(repeat(_byte, 16), 'hex')) $$;
SELECT ok(pg_temp.known(901, '0a'), 'the first to come is the one');
SELECT ok(pg_temp.known(901, '0a'), 'whenever it comes');
SELECT ok(NOT pg_temp.known(901, '0b'), 'another is none');
SELECT ok(pg_temp.known(902, '0b'), 'but under a number of its own');
SELECT ok(pg_temp.known(901, '0a'), 'and changes nothing');
SELECT * FROM finish();
ROLLBACK;
