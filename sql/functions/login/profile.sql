-- login.profile: what was said of the account at sign-up, as it is now.
--
-- Problem: session.required; role.denied or totp.setup_required.
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.profile(
  _session bytea, _slug text,
  OUT problem text, OUT company text, OUT contact text, OUT phone text, OUT locale text)
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

  SELECT a.company, a.contact, a.phone, a.locale INTO company, contact, phone, locale
    FROM tenant.account AS a
   WHERE a.account_id = live.account_id;
END
$$;
