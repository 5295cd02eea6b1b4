BEGIN;
SELECT plan(4);
CREATE FUNCTION pg_temp.known(_who text, _byte text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call(_who || '.master_known', 'line', '901', '\x' || repeat(_byte, 16)) $$;
SELECT is(pg_temp.known('admin', '0a'), 'null', 'any may be the one');
SELECT is(pg_temp.known('link', '0b'), 'null', 'an operator leaves no mark');
SELECT is(pg_temp.known('admin', '0b'), 'null', 'what a program came with is the one');
SELECT is(pg_temp.known('admin', '0a'), '"vault.another_key"', 'and another is none');
SELECT * FROM finish();
ROLLBACK;
