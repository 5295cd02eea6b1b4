-- login.confirm: the password was right; for 15 minutes keys and tokens may be replaced.
--
-- Problem: session.required; password.wrong (attempt unknown, spent, lapsed or another session's;
-- password changed since).
-- Who: acho_login. Locks the member, the attempt, the counter, the session. Errors: none.
CREATE OR REPLACE FUNCTION login.confirm(_session bytea, _slug text, _attempt_hash bytea, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  spent record;
BEGIN
  PERFORM FROM directory.live_session(_session, _slug);
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
  UPDATE directory.session AS s SET confirmed_at = now() WHERE s.session_hash = _session;
END
$$;
