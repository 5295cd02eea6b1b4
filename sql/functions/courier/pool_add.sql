-- courier.pool_add: put a new key pair into the pool; false if there is one of that id already.
--
-- The private half is sealed for scope '', purpose pool, row _id.
-- Who: acho_courier. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION courier.pool_add(_id uuid, _n text, _sealed bytea) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO directory.key_pool (pool_id, n, sealed) VALUES (_id, _n, _sealed)
  ON CONFLICT (pool_id) DO NOTHING;
  RETURN FOUND;
END
$$;
