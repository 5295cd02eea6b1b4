-- login.totp_store: keep the secret that login.totp_begin was asked for, until a code shows that it works.
--
-- One that was waiting is replaced. _totp_id: the row id it is sealed to; NULL, as the previous release has it: the
-- member's.
-- Problem: session.required; session.confirm; totp.on.
-- Who: acho_login. Locks the secret. Errors: none.
DROP FUNCTION IF EXISTS login.totp_store(bytea, text, bytea);
CREATE OR REPLACE FUNCTION login.totp_store(_session bytea, _slug text, _sealed bytea, _totp_id uuid DEFAULT NULL, OUT problem text)
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

  INSERT INTO tenant.totp AS t (account_id, member_id, sealed, totp_id) VALUES (live.account_id, live.member_id, _sealed, _totp_id)
  ON CONFLICT (account_id, member_id) DO UPDATE SET sealed = EXCLUDED.sealed, totp_id = EXCLUDED.totp_id, created_at = now()
   WHERE t.on_at IS NULL;
  IF NOT FOUND THEN
    problem := 'totp.on';
  END IF;
END
$$;
