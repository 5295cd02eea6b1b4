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
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, _young => true);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  PERFORM FROM tenant.member AS m
    WHERE m.account_id = live.account_id AND m.member_id = live.member_id
      FOR NO KEY UPDATE;
  IF tenant.forget_totp(live.member_id) THEN
    PERFORM tenant.record_act('totp.off', live.member_id, _ip, _request_id);
  END IF;
END
$$;
