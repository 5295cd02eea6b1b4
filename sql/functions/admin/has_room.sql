-- admin.has_room: is there room where the database is? 7 MB are written into a temporary file, which is gone at once.
--
-- What the programs would hear as 53100. A full disk of the log alone stops PostgreSQL, and nobody can ask any more.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.has_room() RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true);
  PERFORM count(*) FROM generate_series(1, 500000);
  RETURN true;
EXCEPTION
  WHEN disk_full THEN
    RETURN false;
  WHEN configuration_limit_exceeded THEN
    RETURN true; -- temp_file_limit
END
$$;
