-- link.key: the public key to register at LINE: the successor while there is one, else the key in use.
--
-- Problem: session.required; role.denied or totp.setup_required; onboarding.oa_required; key.preparing.
-- Who: acho_link. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION link.key(
  _session bytea, _slug text,
  OUT problem text, OUT n text, OUT created_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
BEGIN
  SELECT e.problem, e.account_id INTO problem, account
    FROM tenant.enter(_session, _slug, 'oa.read') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  SELECT k.n, k.created_at INTO n, created_at
    FROM tenant.assertion_key AS k
   WHERE k.account_id = account
   ORDER BY k.successor DESC
   LIMIT 1;
  IF NOT FOUND THEN
    problem := CASE WHEN EXISTS (SELECT FROM tenant.oa AS o WHERE o.account_id = account)
                    THEN 'key.preparing' ELSE 'onboarding.oa_required' END;
  END IF;
END
$$;
