-- directory.lease_pool_key: lease a key of the pool to the account that is set, if there is one to spare.
--
-- NULLs when the pool is empty or a key is leased to the account already. A lease of the account that
-- lapsed is cleared away first, with its key: somebody may have opened it. The first key of an account
-- is owed to it: its row in directory.key_wanted comes due again when the lease lapses, so the courier
-- makes good for a worker that died.
-- Callers hold a lock that admits one of them per account (the row in tenant.oa or key_wanted).
-- Who: definers of link and courier. Locks one pool key, skipping those others hold. Errors: none.
CREATE OR REPLACE FUNCTION directory.lease_pool_key(
  _successor boolean, _seconds integer, OUT lease uuid, OUT pool_id uuid, OUT sealed bytea)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  DELETE FROM directory.key_pool AS k WHERE k.account_id = account AND k.leased_until <= now();
  PERFORM FROM directory.key_pool AS k WHERE k.account_id = account;
  IF FOUND THEN
    RETURN;
  END IF;

  UPDATE directory.key_pool AS k
     SET account_id = account, successor = _successor, lease = gen_random_uuid(),
         leased_until = now() + _seconds * interval '1 s'
   WHERE k.pool_id = (SELECT f.pool_id
                        FROM directory.key_pool AS f
                       WHERE f.account_id IS NULL
                       ORDER BY f.created_at
                       LIMIT 1
                         FOR UPDATE SKIP LOCKED)
  RETURNING k.lease, k.pool_id, k.sealed INTO lease, pool_id, sealed;

  IF FOUND AND NOT _successor THEN
    UPDATE directory.key_wanted AS w SET due_at = now() + _seconds * interval '1 s'
     WHERE w.account_id = account;
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION directory.lease_pool_key(boolean, integer) TO acho_link_definer, acho_courier_definer;
