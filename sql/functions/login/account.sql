-- login.account: whose login page this is, and whether the browser is logged in to it.
--
-- The slug only names what is meant: anybody may ask. _session may be NULL.
-- Problem: not_found (a suspended account is not there).
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.account(
  _session bytea, _slug text,
  OUT problem text, OUT company text, OUT signed_in boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  entered text;
BEGIN
  SELECT g.account_id INTO account FROM directory.slug AS g WHERE g.slug = _slug;
  IF NOT FOUND THEN
    problem := 'not_found';
    RETURN;
  END IF;
  entered := set_config('acho.account', account::text, true);

  SELECT a.company, EXISTS (SELECT FROM directory.live_session(_session, _slug))
    INTO company, signed_in
    FROM tenant.account AS a
   WHERE a.account_id = account AND a.suspended_at IS NULL;
  IF NOT FOUND THEN
    problem := 'not_found';
  END IF;
END
$$;
