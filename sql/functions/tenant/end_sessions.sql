-- tenant.end_sessions: end the sessions of a member of the account that is set, or with NULL of all; returns how many.
--
-- _only: just that one; _but: all but that one; both NULL: all. Both halves go, and with them what was
-- being confirmed in them. The caller has locked the member, or all, so no session is opened meanwhile.
-- Who: definers of login and admin. Locks the sessions. Errors: none.
CREATE OR REPLACE FUNCTION tenant.end_sessions(_member uuid, _only uuid, _but uuid) RETURNS integer
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
  ended integer;
BEGIN
  WITH gone AS (
    DELETE FROM directory.session AS s
     WHERE s.account_id = account AND (_member IS NULL OR s.member_id = _member)
       AND (_only IS NULL OR s.session_id = _only)
       AND s.session_id IS DISTINCT FROM _but
    RETURNING s.session_hash, s.session_id),
  confirming AS (
    DELETE FROM directory.login_attempt AS l
     USING gone AS g
     WHERE l.account_id = account AND (_member IS NULL OR l.member_id = _member) AND l.session_hash = g.session_hash),
  listed AS (
    DELETE FROM tenant.session AS s
     USING gone AS g
     WHERE s.account_id = account AND s.session_id = g.session_id)
  SELECT count(*) INTO ended FROM gone;
  RETURN ended;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.end_sessions(uuid, uuid, uuid) TO acho_login_definer, acho_admin_definer;
