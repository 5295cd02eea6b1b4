-- tenant.rest_proofs: LINE is asked no more about what the account that is set has pasted or proved.
--
-- Whoever is asking at the moment has lost its lease, and what LINE says changes nothing. See admin.resume.
-- Who: definers of admin and courier. Locks the proofs, the watches. Errors: none.
CREATE OR REPLACE FUNCTION tenant.rest_proofs() RETURNS void
  LANGUAGE sql
BEGIN ATOMIC
  UPDATE tenant.proof AS p SET due_at = 'infinity', lease = NULL
   WHERE p.account_id = tenant.current_account() AND p.state = 'pending';
  UPDATE tenant.watch AS w SET due_at = 'infinity', lease = NULL
   WHERE w.account_id = tenant.current_account();
END;
GRANT EXECUTE ON FUNCTION tenant.rest_proofs() TO acho_admin_definer, acho_courier_definer;
