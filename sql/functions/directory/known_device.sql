-- directory.known_device: the counter of a browser in which that member of the account that is set has logged in.
--
-- NULL: it is none, or another member's, or another account's.
-- Who: definer of login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION directory.known_device(_device bytea, _member uuid) RETURNS bytea
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT d.device_hash
    FROM directory.device AS d
   WHERE d.device_hash = _device AND d.account_id = tenant.current_account() AND d.member_id = _member
     AND d.expires_at > now();
END;
GRANT EXECUTE ON FUNCTION directory.known_device(bytea, uuid) TO acho_login_definer;
