-- directory.master_known: is this the master key that was first seen here under its number? Unseen so far: from now on it is.
--
-- Who: definers of login, link and courier. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION directory.master_known(_master text, _no integer, _mark bytea) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM directory.master_key AS k WHERE k.master = _master AND k.no = _no) THEN
    INSERT INTO directory.master_key (master, no, mark) VALUES (_master, _no, _mark) ON CONFLICT (master, no) DO NOTHING;
  END IF;
  RETURN EXISTS (SELECT FROM directory.master_key AS k WHERE k.master = _master AND k.no = _no AND k.mark = _mark);
END
$$;
GRANT EXECUTE ON FUNCTION directory.master_known(text, integer, bytea) TO acho_login_definer, acho_link_definer, acho_courier_definer;
