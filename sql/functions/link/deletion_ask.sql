-- link.deletion_ask: an owner asks for the account to be deleted; deletes_at says when that is.
--
-- Its Official Account is free at once and our copy of its token is gone. All else stays for 14 days, in which
-- people log in as before and an owner may take it back; then see courier.erase. The owners are told by mail.
-- _company is the account's name, typed once more by whoever asks. Asked again, it answers as the first time.
-- Problem: session.required; role.denied or totp.setup_required; session.confirm; company.differs.
-- Who: acho_link. Locks the proof, then as tenant.start_deletion. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION link.deletion_ask(
  _session bytea, _slug text, _company text, _ip text, _request_id text,
  OUT problem text, OUT deletes_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  started boolean;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, 'account.delete', true);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  -- In the order of all who gain or lose an Official Account: the proof first.
  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = live.account_id AND p.step = 'messaging_token'
      FOR NO KEY UPDATE;
  IF _company IS DISTINCT FROM (SELECT a.company FROM tenant.account AS a WHERE a.account_id = live.account_id) THEN
    problem := 'company.differs';
    RETURN;
  END IF;
  SELECT d.started, d.deletes_at INTO started, deletes_at FROM tenant.start_deletion() AS d;
  IF started THEN
    PERFORM tenant.record_act('account.deletion_asked', live.member_id, _ip, _request_id);
  END IF;
END
$$;
