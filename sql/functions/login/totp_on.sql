-- login.totp_on: a code of the waiting secret came back; from now on logging in asks for one.
--
-- _sealed is the secret the code was compared with: if another has taken its place, nothing changes.
-- _step is the code's, which will not be taken again, or -1: that secret did not open; _code_hashes as tenant.set_recovery_codes. Sessions
-- stay, and are good for everything again. An event, and a mail.
-- Problem: session.required; totp.wrong (another secret, or it is on already); totp.unreadable (an event too).
-- Who: acho_login. Locks the member, the secret, the sessions. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.totp_on(
  _session bytea, _slug text, _sealed bytea, _step bigint, _code_hashes bytea, _ip text, _request_id text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  IF _step = -1 THEN
    problem := 'totp.unreadable';
    PERFORM tenant.record_act('totp.unreadable', live.member_id, _ip, _request_id);
    RETURN;
  END IF;

  -- A login under way comes before, or is asked for a code.
  PERFORM FROM tenant.member AS m
    WHERE m.account_id = live.account_id AND m.member_id = live.member_id
      FOR NO KEY UPDATE;
  UPDATE tenant.totp AS t SET on_at = now(), last_step = _step
   WHERE t.account_id = live.account_id AND t.member_id = live.member_id AND t.on_at IS NULL AND t.sealed = _sealed;
  IF NOT FOUND THEN
    problem := 'totp.wrong';
    RETURN;
  END IF;
  PERFORM tenant.set_recovery_codes(live.member_id, _code_hashes);
  UPDATE directory.session AS s SET setup_required = false
   WHERE s.account_id = live.account_id AND s.member_id = live.member_id AND s.setup_required;
  PERFORM tenant.record_act('totp.on', live.member_id, _ip, _request_id);
  PERFORM tenant.mail_member('totp_on', live.member_id);
END
$$;
