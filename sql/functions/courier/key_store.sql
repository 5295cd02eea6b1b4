-- courier.key_store: the leased pool key, sealed for the account now, becomes the account's.
--
-- False, and nothing changed, when the lease has lapsed: the key is destroyed, the account waits on.
-- Who: acho_courier. Locks the pool key. Errors: none.
CREATE OR REPLACE FUNCTION courier.key_store(_lease uuid, _sealed bytea) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  leased record;
  entered text;
BEGIN
  SELECT k.account_id, k.pool_id INTO leased
    FROM directory.key_pool AS k
   WHERE k.lease = _lease AND k.account_id IS NOT NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  entered := set_config('acho.account', leased.account_id::text, true);
  RETURN tenant.store_key(leased.pool_id, _sealed);
END
$$;
