-- login.sessions: where the member is logged in to this account; a row each, newest first.
--
-- Of more than 64, those used last, and the one that asks. Ended and idle ones are not shown.
-- Problem: session.required, in a row of its own.
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.sessions(_session bytea, _slug text)
  RETURNS TABLE (problem text, session_id uuid, is_current boolean, ip text, user_agent text,
                 created_at timestamptz, seen_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;

  RETURN QUERY
    SELECT NULL, u.session_id, u.session_id = live.session_id, nullif(t.ip, ''), nullif(t.user_agent, ''),
           t.created_at, u.seen_at
      FROM (SELECT s.session_id, s.seen_at
              FROM directory.session AS s
             WHERE s.account_id = live.account_id AND s.member_id = live.member_id
               AND s.expires_at > now() AND s.seen_at + s.idle_for > now()
             ORDER BY s.session_id = live.session_id DESC, s.seen_at DESC
             LIMIT 64) AS u
      JOIN tenant.session AS t ON t.account_id = live.account_id AND t.session_id = u.session_id
     ORDER BY t.created_at DESC, u.session_id;
END
$$;
