-- login.events: what happened to the account, newest first; a row each, at most 51.
--
-- _before: `place` of an event, whose successors are wanted; NULL: from the newest. The 51st says that there
-- are more. who: the address of the member as it is today, or was when they left; about, role: see tenant.event. Nothing to show: one row of NULLs.
-- Problem, in a row of its own: session.required; role.denied or totp.setup_required (not an owner); not_found (no place).
-- Who: acho_login. Locks nothing. Errors: none.
DROP FUNCTION IF EXISTS login.events(bytea, text, text);
CREATE OR REPLACE FUNCTION login.events(_session bytea, _slug text, _before text)
  RETURNS TABLE (problem text, at timestamptz, kind text, who text, ip text, request_id text, step text, code text, place text, about text, role text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  before_at timestamptz := 'infinity';
  before_id uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, 'audit.read');
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;

  IF _before IS NOT NULL THEN
    IF _before !~ '^\d{1,16}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
      problem := 'not_found';
      RETURN NEXT;
      RETURN;
    END IF;
    before_at := timestamptz 'epoch' + split_part(_before, '-', 1)::bigint * interval '1 microsecond';
    before_id := right(_before, 36)::uuid;
  END IF;

  RETURN QUERY
    SELECT NULL, e.at, e.kind, coalesce(m.email, f.email), e.ip, e.request_id, e.step, e.code,
           (extract(epoch FROM e.at) * 1000000)::bigint || '-' || e.event_id, e.about, e.role
      FROM (SELECT v.at, v.event_id, v.kind, v.member_id, v.ip, v.request_id, v.step, v.code, v.about, v.role
              FROM tenant.event AS v
             WHERE v.account_id = live.account_id AND (v.at, v.event_id) < (before_at, before_id)
             ORDER BY v.at DESC, v.event_id DESC
             LIMIT 51) AS e
      LEFT JOIN tenant.member AS m ON m.account_id = live.account_id AND m.member_id = e.member_id
      LEFT JOIN tenant.former_member AS f ON f.account_id = live.account_id AND f.member_id = e.member_id
     ORDER BY e.at DESC, e.event_id DESC;
  IF NOT FOUND THEN
    RETURN NEXT;
  END IF;
END
$$;
