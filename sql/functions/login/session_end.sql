-- login.session_end: end one of the member's own sessions, or with 'others' all but this one.
--
-- An id that is no session of this member and account, malformed ones too: not_found. Ending the very
-- session that asks is logging out, and is_current says so. One event, if a session ended.
-- Problem: session.required; not_found.
-- Who: acho_login. Locks the member, so that a login under way ends before or begins after; then the
-- sessions. Errors: none.
CREATE OR REPLACE FUNCTION login.session_end(
  _session bytea, _slug text, _id text, _ip text, _request_id text,
  OUT problem text, OUT is_current boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  chosen uuid;
  ended integer;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  -- Of two sessions that end each other, the one that comes second has ended.
  PERFORM FROM tenant.member AS m
    WHERE m.account_id = live.account_id AND m.member_id = live.member_id
      FOR NO KEY UPDATE;
  PERFORM FROM directory.live_session(_session, _slug);
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;

  IF _id = 'others' THEN
    ended := tenant.end_sessions(live.member_id, NULL, live.session_id);
  ELSE
    SELECT t.session_id INTO chosen
      FROM tenant.session AS t
     WHERE t.account_id = live.account_id AND t.member_id = live.member_id AND t.session_id::text = _id;
    ended := CASE WHEN chosen IS NULL THEN 0 ELSE tenant.end_sessions(live.member_id, chosen, NULL) END;
    IF ended = 0 THEN
      problem := 'not_found';
      RETURN;
    END IF;
  END IF;
  is_current := chosen IS NOT DISTINCT FROM live.session_id;
  IF ended > 0 THEN
    PERFORM tenant.record_act('session.ended', live.member_id, _ip, _request_id);
  END IF;
END
$$;
