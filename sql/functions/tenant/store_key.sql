-- tenant.store_key: turn the pool key leased to the account that is set into a key of that account.
--
-- Compare and set: false, and nothing changed, when the lease is not this account's or has lapsed.
-- A successor replaces a successor that was never proved; the key in use stays.
-- Who: definers of link and courier. Locks the account's row in key_wanted, the pool
-- key, the account's successor. Errors: none.
CREATE OR REPLACE FUNCTION tenant.store_key(_pool_id uuid, _sealed bytea) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
  key record;
BEGIN
  -- In the order of link.oa_put and courier.key_claim, which hold this row while they look at the pool.
  PERFORM FROM directory.key_wanted AS w WHERE w.account_id = account FOR UPDATE;
  DELETE FROM directory.key_pool AS k
   WHERE k.pool_id = _pool_id AND k.account_id = account AND k.leased_until > now()
  RETURNING k.n, k.successor INTO key;
  IF NOT FOUND THEN
    RETURN false;
  END IF;

  DELETE FROM tenant.assertion_key AS k WHERE k.account_id = account AND k.successor AND key.successor;
  INSERT INTO tenant.assertion_key (account_id, key_id, n, sealed, successor)
  VALUES (account, _pool_id, key.n, _sealed, key.successor);
  DELETE FROM directory.key_wanted AS w WHERE w.account_id = account;
  RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.store_key(uuid, bytea) TO acho_link_definer, acho_courier_definer;
