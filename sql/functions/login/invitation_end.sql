-- login.invitation_end: withdraw an invitation that nobody has followed yet.
--
-- Problem: session.required; role.denied or totp.setup_required; not_found (no invitation to this account, malformed ids too).
-- Who: acho_login. Locks the members, then as tenant.withdraw_invitation. Errors: none.
CREATE OR REPLACE FUNCTION login.invitation_end(_session bytea, _slug text, _id text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  chosen uuid;
BEGIN
  SELECT * INTO live FROM tenant.enter_team(_session, _slug);
  problem := CASE WHEN live.member_id IS NULL THEN 'session.required'
                  WHEN NOT tenant.may(live.role, 'team.write') THEN tenant.refusal(live.role) END;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT i.invitation_id INTO chosen
    FROM tenant.invitation AS i
   WHERE i.account_id = live.account_id AND i.invitation_id::text = _id;
  IF NOT FOUND OR NOT tenant.withdraw_invitation(chosen) THEN
    problem := 'not_found';
  END IF;
END
$$;
