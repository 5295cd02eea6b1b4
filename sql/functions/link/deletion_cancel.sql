-- link.deletion_cancel: an owner takes back that the account is to be deleted.
--
-- Everything is as it was, but for the Official Account, which is to be linked again. Idempotent. The owners are
-- told by mail.
-- Problem: session.required; role.denied or totp.setup_required.
-- Who: acho_link. Locks the account. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION link.deletion_cancel(
  _session bytea, _slug text, _ip text, _request_id text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, 'account.delete');
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  UPDATE tenant.account AS a SET closing_at = NULL
   WHERE a.account_id = live.account_id AND a.closing_at IS NOT NULL AND a.goodbye_at IS NULL;
  IF FOUND THEN
    PERFORM tenant.record_act('account.deletion_cancelled', live.member_id, _ip, _request_id);
    PERFORM tenant.mail_owner('account_kept');
  END IF;
END
$$;
