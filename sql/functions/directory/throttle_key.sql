-- directory.throttle_key: which counter a guess at (slug, address) counts on.
--
-- The slug is taken as given, so that unknown slugs are counted like known ones.
-- Who: definer of login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION directory.throttle_key(_slug text, _address_hash bytea) RETURNS bytea
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN sha256(sha256(convert_to(_slug, 'UTF8')) || _address_hash);
GRANT EXECUTE ON FUNCTION directory.throttle_key(text, bytea) TO acho_login_definer;
