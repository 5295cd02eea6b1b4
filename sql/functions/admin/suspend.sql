-- admin.suspend: nobody logs in to that account until it is resumed.
--
-- Every session, login under way and mailed link comes to nothing: login and link treat the account as if it were
-- not there. LINE is not asked about what it pasted or has proved; its Official Account stays its own. The owners
-- are told by mail.
-- Problem: not_found; account.suspended (it is already).
-- Who: acho_admin. Locks the members, so that a login under way ends before or begins after; then the account,
-- its sessions, proofs and watches. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION admin.suspend(_slug text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
BEGIN
  IF account IS NULL THEN
    problem := 'not_found';
    RETURN;
  END IF;

  PERFORM FROM tenant.member AS m WHERE m.account_id = account ORDER BY m.member_id FOR NO KEY UPDATE;
  UPDATE tenant.account AS a SET suspended_at = now() WHERE a.account_id = account AND a.suspended_at IS NULL;
  IF NOT FOUND THEN
    problem := 'account.suspended';
    RETURN;
  END IF;

  DELETE FROM directory.login_attempt AS l WHERE l.account_id = account;
  PERFORM tenant.end_sessions(NULL, NULL, NULL);
  PERFORM tenant.rest_proofs();
  PERFORM tenant.record_act('account.suspended', NULL, NULL, NULL);
  PERFORM tenant.mail_owner('account_suspended');
END
$$;
