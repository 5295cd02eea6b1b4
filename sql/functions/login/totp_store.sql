-- login.totp_store: keep the secret that login.totp_begin was asked for, until a code shows that it works.
--
-- One that was waiting is replaced.
-- Problem: session.required; session.confirm; totp.on.
-- Who: acho_login. Locks the secret. Errors: none.
CREATE OR REPLACE FUNCTION login.totp_store(_session bytea, _slug text, _sealed bytea, OUT problem text)
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

  INSERT INTO tenant.totp AS t (account_id, member_id, sealed) VALUES (live.account_id, live.member_id, _sealed)
  ON CONFLICT (account_id, member_id) DO UPDATE SET sealed = EXCLUDED.sealed, created_at = now()
   WHERE t.on_at IS NULL;
  IF NOT FOUND THEN
    problem := 'totp.on';
  END IF;
END
$$;
