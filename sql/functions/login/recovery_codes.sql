-- login.recovery_codes: ten new recovery codes; those there were are worth nothing any more.
--
-- _code_hashes as tenant.set_recovery_codes. An event.
-- Problem: session.required; session.confirm; totp.off.
-- Who: acho_login. Locks the member, the codes. Errors: none.
CREATE OR REPLACE FUNCTION login.recovery_codes(
  _session bytea, _slug text, _code_hashes bytea, _ip text, _request_id text, OUT problem text)
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
  IF NOT EXISTS (SELECT FROM tenant.totp AS t
                  WHERE t.account_id = live.account_id AND t.member_id = live.member_id AND t.on_at IS NOT NULL) THEN
    problem := 'totp.off';
    RETURN;
  END IF;
  PERFORM tenant.set_recovery_codes(live.member_id, _code_hashes);
  PERFORM tenant.record_act('totp.codes_new', live.member_id, _ip, _request_id);
END
$$;
