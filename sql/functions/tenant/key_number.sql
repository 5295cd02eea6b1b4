-- tenant.key_number: the number of the master key that a value is sealed under: its first four bytes.
--
-- Who: definer of admin. Reads no data. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.key_number(_sealed bytea) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ('x' || encode(substr(_sealed, 1, 4), 'hex'))::bit(32)::bigint;
GRANT EXECUTE ON FUNCTION tenant.key_number(bytea) TO acho_admin_definer;
