-- tenant.withdraw_invitation: an invitation to the account that is set is no more; false: there is none of that id.
--
-- Its mail, if it still waits, is not sent, and its link opens nothing.
-- Who: definer of login. Locks the invitation, then its mail (see courier.link_token_add), then its link tokens. Errors: none.
CREATE OR REPLACE FUNCTION tenant.withdraw_invitation(_id uuid) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  DELETE FROM tenant.invitation AS i WHERE i.account_id = account AND i.invitation_id = _id;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM tenant.outbox AS o
   WHERE o.account_id = account AND o.kind = 'invitation' AND o.state = 'waiting' AND o.subject_hash = sha256(uuid_send(_id));
  DELETE FROM directory.link_token AS t
   WHERE t.account_id = account AND t.purpose = 'join' AND t.subject_hash = sha256(uuid_send(_id));
  RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.withdraw_invitation(uuid) TO acho_login_definer;
