-- login.close: log out. Both halves of the session go.
--
-- Problem: session.required.
-- Who: acho_login. Locks the session's row. Errors: none.
DROP FUNCTION IF EXISTS login.close(bytea, text);
CREATE OR REPLACE FUNCTION login.close(
  _session bytea, _slug text, _ip text DEFAULT NULL, _request_id text DEFAULT NULL, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  DELETE FROM directory.session AS s WHERE s.session_hash = _session;
  DELETE FROM directory.login_attempt AS l
   WHERE l.account_id = live.account_id AND l.session_hash = _session;
  DELETE FROM tenant.session AS s
   WHERE s.account_id = live.account_id AND s.session_id = live.session_id;
  PERFORM tenant.record_act('session.closed', live.member_id, _ip, _request_id);
END
$$;
