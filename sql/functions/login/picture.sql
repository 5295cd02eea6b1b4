-- login.picture: the picture of the Official Account that the account has linked.
--
-- As public as the company's name: anybody may ask, the slug only names what is meant. `etag` is of this picture alone;
-- whoever has it already, as _etag, is not given the bytes again.
-- Problem: not_found (no such account, a suspended one, or no picture).
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.picture(
  _slug text, _etag text,
  OUT problem text, OUT media_type text, OUT etag text, OUT bytes bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  entered text;
BEGIN
  SELECT g.account_id INTO account FROM directory.slug AS g WHERE g.slug = _slug;
  entered := set_config('acho.account', coalesce(account::text, ''), true);

  SELECT p.media_type, encode(substr(p.digest, 1, 16), 'hex') INTO media_type, etag
    FROM tenant.account AS a
    JOIN tenant.oa_picture AS p ON p.account_id = a.account_id
   WHERE a.account_id = account AND a.suspended_at IS NULL AND p.media_type IS NOT NULL;
  IF NOT FOUND THEN
    problem := 'not_found';
  ELSIF etag IS DISTINCT FROM _etag THEN
    SELECT p.bytes INTO bytes FROM tenant.oa_picture AS p WHERE p.account_id = account;
  END IF;
END
$$;
