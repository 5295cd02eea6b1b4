-- login.member_role: give a member of the account, or oneself, another role; it counts from the next request on.
--
-- The role a member has already: nothing happens.
-- Problem: session.required; role.denied or totp.setup_required; session.confirm; not_found (no member of this account, malformed ids
-- too); team.last_owner.
-- Who: acho_login. Locks the members, the sessions. Tells acho_outbox. Raises 23514 for a role that is none.
CREATE OR REPLACE FUNCTION login.member_role(
  _session bytea, _slug text, _id text, _role text, _ip text, _request_id text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  chosen record;
BEGIN
  SELECT * INTO live FROM tenant.enter_team(_session, _slug, 'team.write', true);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT m.member_id, m.role, m.email INTO chosen
    FROM tenant.member AS m
   WHERE m.account_id = live.account_id AND m.member_id::text = _id;
  problem := CASE WHEN NOT FOUND THEN 'not_found'
                  WHEN _role <> 'owner' AND tenant.last_owner(chosen.member_id) THEN 'team.last_owner' END;
  IF problem IS NOT NULL OR chosen.role = _role THEN
    RETURN;
  END IF;

  UPDATE tenant.member AS m SET role = _role WHERE m.account_id = live.account_id AND m.member_id = chosen.member_id;
  UPDATE directory.session AS s SET role = _role WHERE s.account_id = live.account_id AND s.member_id = chosen.member_id;
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id)
  VALUES (live.account_id, gen_random_uuid(), 'role_changed', chosen.email, chosen.member_id);
  PERFORM tenant.record_act('member.role_changed', live.member_id, _ip, _request_id, chosen.email, _role);
  PERFORM directory.tell('acho_outbox');
END
$$;
