-- tenant.set_recovery_codes: a member of the account that is set has these recovery codes and no others.
--
-- _hashes: 32 bytes a code, one behind the other.
-- Who: definer of login, who has locked the member. Locks the codes. Raises 23514 for a hash cut short.
CREATE OR REPLACE FUNCTION tenant.set_recovery_codes(_member uuid, _hashes bytea) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  DELETE FROM tenant.recovery_code AS c WHERE c.account_id = account AND c.member_id = _member;
  INSERT INTO tenant.recovery_code (account_id, member_id, code_hash)
  SELECT account, _member, substring(_hashes FROM at FOR 32)
    FROM generate_series(1, octet_length(_hashes), 32) AS at;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.set_recovery_codes(uuid, bytea) TO acho_login_definer;
