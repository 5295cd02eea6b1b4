-- admin.resume: a suspended account goes on where it was; its people log in again.
--
-- LINE is asked at once about all that has rested. The owners are told by mail.
-- Problem: not_found (one that is being deleted too); account.active (it is not suspended).
-- Who: acho_admin. Locks the account, its proofs and watches. Tells acho_proof, acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION admin.resume(_slug text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
BEGIN
  IF account IS NULL THEN
    problem := 'not_found';
    RETURN;
  END IF;

  IF EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = account AND a.goodbye_at IS NOT NULL) THEN
    problem := 'not_found';
    RETURN;
  END IF;
  UPDATE tenant.account AS a SET suspended_at = NULL WHERE a.account_id = account AND a.suspended_at IS NOT NULL;
  IF NOT FOUND THEN
    problem := 'account.active';
    RETURN;
  END IF;

  UPDATE tenant.proof AS p SET due_at = now() WHERE p.account_id = account AND p.state = 'pending' AND p.due_at = 'infinity';
  UPDATE tenant.watch AS w SET due_at = now() WHERE w.account_id = account AND w.due_at = 'infinity';
  PERFORM directory.tell('acho_proof');
  PERFORM tenant.record_act('account.resumed', NULL, NULL, NULL);
  PERFORM tenant.mail_owner('account_resumed');
END
$$;
