-- login.password: the current password was right; here is another.
--
-- Spends the attempt, which login.confirm_attempt opened for this session. Every other session of the
-- member ends, and the present one counts as confirmed where that takes no second factor.
-- Problem: session.required; password.wrong (attempt unknown, spent, lapsed or another session's;
-- password changed since).
-- Who: acho_login. Locks the member, the attempt, the counter, the sessions. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.password(
  _session bytea, _slug text, _attempt_hash bytea, _phc text, _ip text, _request_id text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  spent record;
BEGIN
  SELECT l.session_id INTO live FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;

  SELECT * INTO spent FROM directory.spend_attempt(_attempt_hash, _session);
  IF spent.account_id IS NULL THEN
    problem := 'password.wrong';
    RETURN;
  END IF;
  PERFORM directory.give_back(spent.counter);
  PERFORM tenant.change_password(spent.member_id, _phc);
  PERFORM tenant.end_sessions(spent.member_id, NULL, live.session_id);
  UPDATE directory.session AS s SET confirmed_at = now()
   WHERE s.session_hash = _session
     AND NOT EXISTS (SELECT FROM tenant.totp AS t
                      WHERE t.account_id = spent.account_id AND t.member_id = spent.member_id AND t.on_at IS NOT NULL);
  PERFORM tenant.record_act('password.changed', spent.member_id, _ip, _request_id);
END
$$;
