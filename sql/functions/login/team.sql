-- login.team: who is in the account, and who is invited to it; a row each, members first, oldest first.
--
-- kind: member or invitation. since: when the member joined, or was invited last; is_me: the member who asks.
-- Problem, in a row of its own: session.required; role.denied or totp.setup_required.
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.team(_session bytea, _slug text)
  RETURNS TABLE (problem text, kind text, id uuid, name text, email text, role text, since timestamptz, is_me boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, 'team.read');
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;

  RETURN QUERY
    SELECT NULL, u.kind, u.id, u.name, u.email, u.role, u.since, u.id = live.member_id
      FROM (SELECT 'member' AS kind, m.member_id AS id, coalesce(m.name, a.contact) AS name, m.email, m.role, m.created_at AS since
              FROM tenant.member AS m
              JOIN tenant.account AS a ON a.account_id = m.account_id
             WHERE m.account_id = live.account_id
            UNION ALL
            SELECT 'invitation', i.invitation_id, NULL, i.email, i.role, i.invited_at
              FROM tenant.invitation AS i
             WHERE i.account_id = live.account_id) AS u
     ORDER BY u.kind DESC, u.since, u.id;
END
$$;
