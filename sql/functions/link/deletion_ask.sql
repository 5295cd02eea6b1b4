-- link.deletion_ask: an owner asks for the account to be deleted; deletes_at says when that is.
--
-- Its Official Account is free at once and our copy of its token is gone. All else stays for 14 days, in which
-- people log in as before and an owner may take it back; then see courier.erase. The owners are told by mail.
-- _company is the account's name, typed once more by whoever asks. Asked again, it answers as the first time.
-- Problem: session.required; role.denied or totp.setup_required; session.confirm; company.differs.
-- Who: acho_link. Locks the proof, the account, then as tenant.forget_token. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION link.deletion_ask(
  _session bytea, _slug text, _company text, _ip text, _request_id text,
  OUT problem text, OUT deletes_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  shop record;
  entered text;
BEGIN
  SELECT l.account_id, l.member_id, l.young, l.role INTO live FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;
  IF NOT tenant.may(live.role, 'account.delete') THEN
    problem := tenant.refusal(live.role);
    RETURN;
  END IF;
  entered := set_config('acho.account', live.account_id::text, true);
  IF NOT live.young THEN
    problem := 'session.confirm';
    RETURN;
  END IF;

  -- In the order of all who gain or lose an Official Account: the proof first.
  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = live.account_id AND p.step = 'messaging_token'
      FOR NO KEY UPDATE;
  SELECT a.company, a.closing_at INTO shop FROM tenant.account AS a WHERE a.account_id = live.account_id FOR NO KEY UPDATE;
  IF shop.company <> _company THEN
    problem := 'company.differs';
    RETURN;
  END IF;
  deletes_at := coalesce(shop.closing_at, now()) + interval '14 days';
  PERFORM tenant.forget_token();
  DELETE FROM directory.link_token AS t WHERE t.account_id = live.account_id AND t.purpose = 'release';
  IF shop.closing_at IS NOT NULL THEN
    RETURN;
  END IF;

  UPDATE tenant.account AS a SET closing_at = now() WHERE a.account_id = live.account_id;
  PERFORM tenant.record_act('account.deletion_asked', live.member_id, _ip, _request_id);
  PERFORM tenant.mail_owner('account_closing');
END
$$;
