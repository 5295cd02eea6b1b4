-- tenant.change_address: the link mailed to a member's new address is followed; returns the member.
--
-- Sets acho.account. NULL, and nothing has changed, for a token that is unknown, spent, expired, of another
-- purpose or another account's, for an address that is no longer the one asked for last, and for one that
-- another member of the account has by now. The former address gets a mail with a link that undoes it.
-- Who: definer of login. Locks the members, then as tenant.move_address. Tells acho_outbox. Raises as that.
CREATE OR REPLACE FUNCTION tenant.change_address(_token_hash bytea, _slug text) RETURNS uuid
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
  former text;
  change record;
BEGIN
  SELECT * INTO link FROM directory.enter_link(_token_hash, 'address', _slug);
  IF link.account_id IS NULL THEN
    RETURN NULL;
  END IF;

  -- All of them: two must not come to one address at once.
  PERFORM FROM tenant.member AS m WHERE m.account_id = link.account_id ORDER BY m.member_id FOR NO KEY UPDATE;
  SELECT m.email INTO former FROM tenant.member AS m WHERE m.account_id = link.account_id AND m.member_id = link.member_id;
  -- Of two who follow one link, the second finds none. The clock, not the transaction's time: what waited
  -- for the lock comes after what it waited for.
  UPDATE tenant.address_change AS c SET changed_at = clock_timestamp(), old_email = former
   WHERE c.account_id = link.account_id AND c.member_id = link.member_id AND c.changed_at IS NULL
     AND c.new_address_hash = link.subject_hash
     AND EXISTS (SELECT FROM directory.link_token AS t WHERE t.token_hash = _token_hash AND t.expires_at > now())
     AND NOT EXISTS (SELECT FROM tenant.member AS m
                      WHERE m.account_id = link.account_id AND m.address_hash = link.subject_hash)
  RETURNING c.change_id, c.new_email INTO change;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;

  PERFORM tenant.move_address(link.member_id, change.new_email);
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id, subject_hash)
  VALUES (link.account_id, gen_random_uuid(), 'email_changed', former, link.member_id, sha256(uuid_send(change.change_id)));
  PERFORM directory.tell('acho_outbox');
  RETURN link.member_id;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.change_address(bytea, text) TO acho_login_definer;
