BEGIN;
SELECT plan(3);
CREATE FUNCTION pg_temp.known(_master text, _byte text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.master_known', _master, '901', '\x' || repeat(_byte, 16)) $$;
SELECT is(pg_temp.known('totp', '0a'), 'null', 'the first to come is the one');
SELECT is(pg_temp.known('totp', '0b'), '"vault.another_key"', 'another is none');
SELECT is(pg_temp.known('line', '0a'), '"vault.another_key"', 'nor is one for anything else');
SELECT * FROM finish();
ROLLBACK;
