-- login.member_end: a member leaves the account, or an owner takes one out of it.
--
-- Sessions, links, logins under way and mails that wait for the member end with it; what the member has done stays.
-- Whoever leaves is told, and when it was their own wish, the owners are.
-- Problem: session.required; not_found (no member of this account, malformed ids too); role.denied or totp.setup_required (somebody else,
-- and no owner asks); session.confirm; team.last_owner. is_me: it was the member who asks.
-- Who: acho_login. Locks the members, then all that ends. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.member_end(
  _session bytea, _slug text, _id text, _ip text, _request_id text,
  OUT problem text, OUT is_me boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  chosen record;
BEGIN
  SELECT * INTO live FROM tenant.enter_team(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT m.member_id, m.address_hash, m.email INTO chosen
    FROM tenant.member AS m
   WHERE m.account_id = live.account_id AND m.member_id::text = _id;
  problem := CASE WHEN NOT FOUND THEN 'not_found'
                  WHEN chosen.member_id <> live.member_id AND NOT tenant.may(live.role, 'team.write') THEN tenant.refusal(live.role)
                  WHEN NOT live.young THEN 'session.confirm'
                  WHEN tenant.last_owner(chosen.member_id) THEN 'team.last_owner' END;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  is_me := chosen.member_id = live.member_id;

  -- The mails first: see courier.link_token_add, which locks one while it makes its link.
  DELETE FROM tenant.outbox AS o
   WHERE o.account_id = live.account_id AND o.member_id = chosen.member_id AND o.state = 'waiting';
  DELETE FROM directory.link_token AS t WHERE t.account_id = live.account_id AND t.member_id = chosen.member_id;
  PERFORM tenant.end_sessions(chosen.member_id, NULL, NULL);
  DELETE FROM directory.login_attempt AS l WHERE l.account_id = live.account_id AND l.member_id = chosen.member_id;
  DELETE FROM directory.device AS d WHERE d.account_id = live.account_id AND d.member_id = chosen.member_id;
  DELETE FROM directory.address AS a WHERE a.address_hash = chosen.address_hash AND a.account_id = live.account_id;
  DELETE FROM tenant.address_change AS c WHERE c.account_id = live.account_id AND c.member_id = chosen.member_id;
  INSERT INTO tenant.former_member (account_id, member_id, email) VALUES (live.account_id, chosen.member_id, chosen.email);
  DELETE FROM tenant.member AS m WHERE m.account_id = live.account_id AND m.member_id = chosen.member_id;

  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient)
  VALUES (live.account_id, gen_random_uuid(), 'member_removed', chosen.email);
  IF is_me THEN
    PERFORM tenant.mail_owner('member_left');
  END IF;
  PERFORM tenant.record_act(CASE WHEN is_me THEN 'member.left' ELSE 'member.removed' END, live.member_id, _ip, _request_id,
                            CASE WHEN NOT is_me THEN chosen.email END);
  PERFORM directory.tell('acho_outbox');
END
$$;
