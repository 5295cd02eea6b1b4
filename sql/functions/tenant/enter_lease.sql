-- tenant.enter_lease: find the pending paste a courier has leased, lock it, and set its account.
--
-- False when the lease is no longer held: settled, pasted anew, removed, or taken over by another
-- courier. A lease that merely lapsed still counts: LINE's answer is no less true for being late.
-- Who: definer of courier. Locks the proof's row. Errors: none.
CREATE OR REPLACE FUNCTION tenant.enter_lease(_lease uuid, _step text) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  entered text;
BEGIN
  SELECT p.account_id INTO account
    FROM tenant.proof AS p
   WHERE p.lease = _lease AND p.step = _step AND p.state = 'pending'
     FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  entered := set_config('acho.account', account::text, true);
  RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.enter_lease(uuid, text) TO acho_courier_definer;
