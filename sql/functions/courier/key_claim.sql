-- courier.key_claim: lease a pool key for an account that has waited longest for its first one.
--
-- No row when nobody waits or the pool is empty. The courier seals the key for the account's slug and
-- stores it by courier.key_store.
-- Who: acho_courier. Locks one row of key_wanted and one pool key, skipping those others hold.
-- Errors: none.
CREATE OR REPLACE FUNCTION courier.key_claim(_lease_seconds integer)
  RETURNS TABLE (lease uuid, slug text, pool_id uuid, pool_sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  entered text;
BEGIN
  SELECT w.account_id INTO account
    FROM directory.key_wanted AS w
   WHERE w.due_at <= now()
   ORDER BY w.due_at
   LIMIT 1
     FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  entered := set_config('acho.account', account::text, true);

  RETURN QUERY
    SELECT k.lease, a.slug, k.pool_id, k.sealed
      FROM directory.lease_pool_key(false, _lease_seconds) AS k
      JOIN tenant.account AS a ON a.account_id = account
     WHERE k.pool_id IS NOT NULL;
END
$$;
