-- login.confirm: the password was right; for 15 minutes keys and tokens may be replaced.
--
-- _totp_step, _recovery_hash, _failure_limit as tenant.pass_totp.
-- Problem: session.required; password.wrong (attempt unknown, spent, lapsed or another session's;
-- password changed since); login.totp_required; login.totp_wrong; login.totp_unreadable; login.throttled, with retry_after in seconds.
-- Who: acho_login. Locks the member, the attempt, the counters, the session. Errors: none.
DROP FUNCTION IF EXISTS login.confirm(bytea, text, bytea);
CREATE OR REPLACE FUNCTION login.confirm(
  _session bytea, _slug text, _attempt_hash bytea,
  _totp_step bigint DEFAULT NULL, _recovery_hash bytea DEFAULT NULL, _failure_limit integer DEFAULT 30,
  _ip text DEFAULT NULL, _request_id text DEFAULT NULL,
  OUT problem text, OUT retry_after integer)
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
  SELECT * INTO problem, retry_after
    FROM tenant.pass_totp(spent.member_id, _totp_step, _recovery_hash, _failure_limit, _ip, _request_id);
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM directory.give_back(spent.counter);
  UPDATE directory.session AS s SET confirmed_at = now() WHERE s.session_hash = _session;
END
$$;
