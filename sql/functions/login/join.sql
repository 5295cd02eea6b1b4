-- login.join: a mailed invitation is followed; who has it is a member from now on, at that address, which is verified.
--
-- The token is the authority, for the account and the invitation it was mailed for; the slug of the page is only
-- compared. Of any number who follow one invitation at once, one joins.
-- Problem: link.expired, as login.join_look, and when a member has that address by now.
-- Who: acho_login. Locks the members, the invitation, its mails and link tokens, the address. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.join(
  _token_hash bytea, _slug text, _name text, _phc text, _ip text, _request_id text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
  invited record;
  joined uuid := gen_random_uuid();
BEGIN
  problem := 'link.expired';
  SELECT * INTO link FROM directory.enter_link(_token_hash, 'join', _slug);
  PERFORM FROM tenant.member AS m WHERE m.account_id = link.account_id ORDER BY m.member_id FOR NO KEY UPDATE;
  SELECT i.invitation_id, i.email, i.address_hash, i.role INTO invited
    FROM tenant.invitation AS i
   WHERE i.account_id = link.account_id AND sha256(uuid_send(i.invitation_id)) = link.subject_hash
     FOR UPDATE;
  IF NOT FOUND OR EXISTS (SELECT FROM tenant.member AS m
                           WHERE m.account_id = link.account_id AND m.address_hash = invited.address_hash) THEN
    RETURN;
  END IF;
  PERFORM tenant.withdraw_invitation(invited.invitation_id);

  INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc, name, verified_at)
  VALUES (link.account_id, joined, invited.email, invited.address_hash, invited.role, _phc, _name, now());
  INSERT INTO directory.address (address_hash, account_id) VALUES (invited.address_hash, link.account_id);
  PERFORM tenant.mail_owner('member_joined');
  PERFORM tenant.record_act('member.joined', joined, _ip, _request_id, _role => invited.role);
  problem := NULL;
END
$$;
