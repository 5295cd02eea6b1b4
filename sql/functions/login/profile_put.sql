-- login.profile_put: say anew what was said of the account at sign-up.
--
-- Every page and every mail from now on has it so. What is said as it stands already is no event.
-- Problem: session.required; role.denied or totp.setup_required.
-- Who: acho_login. Locks the account's row. Raises 23514 for a line break, or a language that is none.
CREATE OR REPLACE FUNCTION login.profile_put(
  _session bytea, _slug text, _company text, _contact text, _phone text, _locale text, _ip text, _request_id text,
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

  UPDATE tenant.account AS a
     SET company = _company, contact = _contact, phone = _phone, locale = _locale
   WHERE a.account_id = live.account_id
     AND (a.company, a.contact, a.phone, a.locale) IS DISTINCT FROM (_company, _contact, _phone, _locale);
  IF FOUND THEN
    PERFORM tenant.record_act('account.changed', live.member_id, _ip, _request_id);
  END IF;
END
$$;
