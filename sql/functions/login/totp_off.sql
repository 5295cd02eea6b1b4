-- login.totp_off: the member wants no second factor any more, nor one that waits for its first code.
--
-- What goes with it: tenant.forget_totp. Where there is none nothing happens. If it was on: an event.
-- Problem: session.required; session.confirm.
-- Who: acho_login. Locks the member, the secret, the codes, the attempts, the sessions. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.totp_off(_session bytea, _slug text, _ip text, _request_id text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  entered text;
BEGIN
  SELECT l.account_id, l.member_id, l.young INTO live FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  ELSIF NOT live.young THEN
    problem := 'session.confirm';
    RETURN;
  END IF;
  entered := set_config('acho.account', live.account_id::text, true);

  PERFORM FROM tenant.member AS m
    WHERE m.account_id = live.account_id AND m.member_id = live.member_id
      FOR NO KEY UPDATE;
  IF tenant.forget_totp(live.member_id) THEN
    PERFORM tenant.record_act('totp.off', live.member_id, _ip, _request_id);
  END IF;
END
$$;
