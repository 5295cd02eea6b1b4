-- directory.know_device: a member of the account that is set has shown to be one in this browser.
--
-- _device is the cookie it gets, _former the one it came with, if any: replaced, so its counter starts at nothing.
-- Of more than 20 browsers of a member, the one not logged in from for longest is forgotten. _device NULL: nothing.
-- Who: definer of login. Locks the browsers that go; the caller has locked the member. Errors: none.
CREATE OR REPLACE FUNCTION directory.know_device(_member uuid, _device bytea, _former bytea) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  IF _device IS NULL THEN
    RETURN;
  END IF;
  DELETE FROM directory.device AS d
   WHERE d.device_hash = _former AND d.account_id = account AND d.member_id = _member;
  INSERT INTO directory.device (device_hash, account_id, member_id, expires_at)
  VALUES (_device, account, _member, now() + interval '400 days');
  DELETE FROM directory.device AS d
   WHERE d.device_hash IN (SELECT e.device_hash FROM directory.device AS e
                            WHERE e.account_id = account AND e.member_id = _member
                            ORDER BY e.created_at DESC, e.device_hash = _device DESC, e.device_hash OFFSET 20);
END
$$;
GRANT EXECUTE ON FUNCTION directory.know_device(uuid, bytea, bytea) TO acho_login_definer;
