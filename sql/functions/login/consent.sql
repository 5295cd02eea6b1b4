-- login.consent: an owner agrees to that version of the terms and the privacy policy, for the account.
--
-- Which version is asked for is the worker's to know. Agreed to before, nothing changes.
-- Problem: session.required; role.denied or totp.setup_required.
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.consent(
  _session bytea, _slug text, _terms text, _ip text, _request_id text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, 'account.write');
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  INSERT INTO tenant.consent (account_id, version, member_id, ip)
  VALUES (live.account_id, _terms, live.member_id, nullif(_ip, ''))
  ON CONFLICT (account_id, version, member_id) DO NOTHING;
  IF FOUND THEN
    PERFORM tenant.record_act('consent.given', live.member_id, _ip, _request_id);
  END IF;
END
$$;
