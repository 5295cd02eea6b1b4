-- link.key_new: lease a pool key that is to succeed the account's key; link.key_store makes it so.
--
-- The old key stays in use until a kid is proved with the new one. A successor that was never proved is
-- replaced.
-- Problem: session.required; role.denied or totp.setup_required; onboarding.oa_required; session.confirm; key.preparing (no key to succeed yet,
-- the pool is empty, or another call has just leased one).
-- Who: acho_link. Locks the account's oa row, a pool key. Tells acho_pool when the pool is empty.
-- Errors: none.
CREATE OR REPLACE FUNCTION link.key_new(
  _session bytea, _slug text,
  OUT problem text, OUT pool_id uuid, OUT pool_sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  young boolean;
BEGIN
  SELECT e.problem, e.account_id, e.young INTO problem, account, young
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  PERFORM FROM tenant.oa AS o WHERE o.account_id = account FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    problem := 'onboarding.oa_required';
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM tenant.assertion_key AS k WHERE k.account_id = account) THEN
    problem := 'key.preparing';
    RETURN;
  END IF;
  IF NOT young THEN
    problem := 'session.confirm';
    RETURN;
  END IF;

  SELECT k.pool_id, k.sealed INTO pool_id, pool_sealed FROM directory.lease_pool_key(true, 60) AS k;
  IF pool_id IS NULL THEN
    problem := 'key.preparing';
    PERFORM directory.tell('acho_pool');
  END IF;
END
$$;
