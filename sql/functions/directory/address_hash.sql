-- directory.address_hash: the one way addresses are compared.
--
-- SHA-256 of the address in lower case. Lower case of ASCII letters only (collation "C"), so that the
-- hash is the same under every locale a server may be set up with.
-- Who: definers. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION directory.address_hash(_email text) RETURNS bytea
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN sha256(convert_to(lower(_email COLLATE "C"), 'UTF8'));
GRANT EXECUTE ON FUNCTION directory.address_hash(text) TO acho_signup_definer, acho_login_definer, acho_courier_definer, acho_admin_definer;
