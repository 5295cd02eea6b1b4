-- login.invitation_end: withdraw an invitation that nobody has followed yet. An event, about whom it was for.
--
-- Problem: session.required; role.denied or totp.setup_required; not_found (no invitation to this account, malformed ids too).
-- Who: acho_login. Locks the members, then as tenant.withdraw_invitation. Errors: none.
DROP FUNCTION IF EXISTS login.invitation_end(bytea, text, text);
CREATE OR REPLACE FUNCTION login.invitation_end(
  _session bytea, _slug text, _id text, _ip text DEFAULT NULL, _request_id text DEFAULT NULL, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  chosen record;
BEGIN
  SELECT * INTO live FROM tenant.enter_team(_session, _slug, 'team.write');
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT i.invitation_id, i.email INTO chosen
    FROM tenant.invitation AS i
   WHERE i.account_id = live.account_id AND i.invitation_id::text = _id;
  IF NOT FOUND OR NOT tenant.withdraw_invitation(chosen.invitation_id) THEN
    problem := 'not_found';
    RETURN;
  END IF;
  PERFORM tenant.record_act('member.invitation_withdrawn', live.member_id, _ip, _request_id, chosen.email);
END
$$;
