-- login.invite: ask somebody by mail to join the account.
--
-- Invited before and not there yet: the role and the link are replaced, and a mail goes out again. Whoever invites
-- has shown that their own address is theirs, and an account invites so many a day: a mail with words of its own
-- to any address there is would be a present to spammers.
-- Problem: session.required; role.denied or totp.setup_required; session.confirm; email.taken (a member has that address);
-- team.unverified; team.full (50 members and invitations); team.throttled (50 mails within a day).
-- Who: acho_login. Locks the members, the invitation. Tells acho_outbox. Raises 23514 for a role that is none.
CREATE OR REPLACE FUNCTION login.invite(
  _session bytea, _slug text, _email text, _role text, _ip text, _request_id text,
  OUT problem text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  invited bytea := directory.address_hash(_email);
  made uuid := gen_random_uuid();
BEGIN
  SELECT * INTO live FROM tenant.enter_team(_session, _slug, 'team.write', true);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  problem := CASE
    WHEN EXISTS (SELECT FROM tenant.member AS m
                  WHERE m.account_id = live.account_id AND m.address_hash = invited) THEN 'email.taken'
    WHEN EXISTS (SELECT FROM tenant.member AS m
                  WHERE m.account_id = live.account_id AND m.member_id = live.member_id AND m.verified_at IS NULL) THEN 'team.unverified'
    WHEN (SELECT count(*) FROM tenant.member AS m WHERE m.account_id = live.account_id)
       + (SELECT count(*) FROM tenant.invitation AS i
           WHERE i.account_id = live.account_id AND i.address_hash <> invited) >= 50 THEN 'team.full' END;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  -- When the 50th last is a day old there is room for another.
  SELECT ceil(extract(epoch FROM o.created_at + interval '1 day' - now())) INTO retry_after
    FROM tenant.outbox AS o
   WHERE o.account_id = live.account_id AND o.kind = 'invitation' AND o.created_at > now() - interval '1 day'
   ORDER BY o.created_at DESC OFFSET 49 LIMIT 1;
  IF FOUND THEN
    problem := 'team.throttled';
    RETURN;
  END IF;

  PERFORM tenant.withdraw_invitation(i.invitation_id)
     FROM tenant.invitation AS i
    WHERE i.account_id = live.account_id AND i.address_hash = invited;
  INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role, invited_by)
  VALUES (live.account_id, made, _email, invited, _role, live.member_id);
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, subject_hash)
  VALUES (live.account_id, gen_random_uuid(), 'invitation', _email, sha256(uuid_send(made)));
  PERFORM tenant.record_act('member.invited', live.member_id, _ip, _request_id, _email, _role);
  PERFORM directory.tell('acho_outbox');
END
$$;
