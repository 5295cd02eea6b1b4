-- tenant.enter_lease: find the pending paste a courier has leased, lock it, and set its account.
--
-- Not held: settled, pasted anew, removed, or taken over by another courier. A lease that merely
-- lapsed still counts: LINE's answer is no less true for being late. `waited`: LINE had been asked
-- about this paste before and was silent.
-- Who: definer of courier. Locks the proof's row. Errors: none.
CREATE OR REPLACE FUNCTION tenant.enter_lease(_lease uuid, _step text, OUT held boolean, OUT waited boolean)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  entered text;
BEGIN
  SELECT p.account_id, p.code IS NOT NULL INTO account, waited
    FROM tenant.proof AS p
   WHERE p.lease = _lease AND p.step = _step AND p.state = 'pending'
     FOR NO KEY UPDATE;
  held := FOUND;
  IF held THEN
    entered := set_config('acho.account', account::text, true);
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.enter_lease(uuid, text) TO acho_courier_definer;
