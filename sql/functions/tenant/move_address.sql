-- tenant.move_address: a member of the account that is set has another address from now on, and it is theirs.
--
-- What was mailed to the address given up, or would be, opens nothing more: waiting mails with a link for
-- the member are not sent, and every link but those that undo a change ends. The same address in other
-- accounts is not touched. The caller has locked the member.
-- Who: definer of login. Locks the mails, the link tokens, the address. Raises 23505 when another member of
-- the account has that address.
CREATE OR REPLACE FUNCTION tenant.move_address(_member uuid, _email text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
  former bytea := (SELECT m.address_hash FROM tenant.member AS m WHERE m.account_id = account AND m.member_id = _member);
BEGIN
  -- The mails first: see courier.link_token_add, which locks one while it makes its link.
  DELETE FROM tenant.outbox AS o
   WHERE o.account_id = account AND o.member_id = _member AND o.state = 'waiting'
     AND o.kind IN ('password_reset', 'email_change');
  DELETE FROM directory.link_token AS t
   WHERE t.account_id = account AND t.member_id = _member AND t.purpose <> 'undo';

  UPDATE tenant.member AS m SET email = _email, address_hash = directory.address_hash(_email), verified_at = now()
   WHERE m.account_id = account AND m.member_id = _member;
  DELETE FROM directory.address AS a WHERE a.address_hash = former AND a.account_id = account;
  INSERT INTO directory.address (address_hash, account_id) VALUES (directory.address_hash(_email), account);
END
$$;
GRANT EXECUTE ON FUNCTION tenant.move_address(uuid, text) TO acho_login_definer;
