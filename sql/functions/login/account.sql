-- login.account: whose login page this is, and whether the browser is logged in to it.
--
-- The slug only names what is meant: anybody may ask. _session may be NULL. picture_* describe what login.picture
-- gives; NULL: nothing.
-- Problem: not_found (a suspended account is not there).
-- Who: acho_login. Locks nothing. Errors: none.
DROP FUNCTION IF EXISTS login.account(bytea, text);
CREATE OR REPLACE FUNCTION login.account(
  _session bytea, _slug text,
  OUT problem text, OUT company text, OUT signed_in boolean,
  OUT picture_type text, OUT picture_width integer, OUT picture_height integer)
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

  SELECT a.company, EXISTS (SELECT FROM directory.live_session(_session, _slug)), p.media_type, p.width, p.height
    INTO company, signed_in, picture_type, picture_width, picture_height
    FROM tenant.account AS a
    LEFT JOIN tenant.oa_picture AS p ON p.account_id = a.account_id
   WHERE a.account_id = account AND a.suspended_at IS NULL;
  IF NOT FOUND THEN
    problem := 'not_found';
  END IF;
END
$$;
