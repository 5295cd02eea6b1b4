BEGIN;
SELECT plan(2);
CREATE FUNCTION pg_temp.has_room() RETURNS boolean LANGUAGE sql AS $$ SELECT (tap.rows_as('acho_admin', 'SELECT admin.has_room() AS room') ->> 'room')::boolean $$;
SELECT ok(pg_temp.has_room(), 'there is room: tests/api/doctor.test.mjs fills a disk');
SET temp_file_limit = 0;
SELECT ok(pg_temp.has_room(), 'a limit on temporary files is no full disk');
SELECT * FROM finish();
ROLLBACK;
