-- courier.pool_wanted: how many keys to make now, for _target free ones and one for each account that waits.
--
-- Clears away the keys whose lease has lapsed on the way.
-- Who: acho_courier. Locks lapsed keys. Errors: none.
CREATE OR REPLACE FUNCTION courier.pool_wanted(_target integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM directory.key_pool AS k WHERE k.account_id IS NOT NULL AND k.leased_until <= now();
  RETURN greatest(0, _target
                     + (SELECT count(*) FROM directory.key_wanted AS w WHERE w.due_at <= now())
                     - (SELECT count(*) FROM directory.key_pool AS k WHERE k.account_id IS NULL));
END
$$;
