-- login.totp_pending: the sealed secret that waits for its first code.
--
-- Problem: session.required; totp.on; totp.off (none waits).
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.totp_pending(
  _session bytea, _slug text, OUT problem text, OUT member_id uuid, OUT sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  on_at timestamptz;
  entered text;
BEGIN
  SELECT l.account_id, l.member_id INTO live FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;
  entered := set_config('acho.account', live.account_id::text, true);

  SELECT t.on_at, t.member_id, t.sealed INTO on_at, member_id, sealed
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
