-- login.totp_pending: the sealed secret that waits for its first code.
--
-- member_id, as the previous release calls it, is the row id it is sealed to.
-- Problem: session.required; totp.on; totp.off (none waits).
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.totp_pending(
  _session bytea, _slug text, OUT problem text, OUT member_id uuid, OUT sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  on_at timestamptz;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  SELECT t.on_at, coalesce(t.totp_id, t.member_id), t.sealed INTO on_at, member_id, sealed
    FROM tenant.totp AS t
   WHERE t.account_id = live.account_id AND t.member_id = live.member_id;
  IF NOT FOUND THEN
    problem := 'totp.off';
  ELSIF on_at IS NOT NULL THEN
    problem := 'totp.on';
    sealed := NULL;
  END IF;
END
$$;
