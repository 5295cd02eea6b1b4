-- directory.live_session: the session of a cookie, if it is one of exactly the account of that slug.
--
-- No row for an unknown, expired or idle session, or one of another account: from outside these
-- cannot be told apart. `young`: the password was given within 15 minutes, so keys and tokens may be
-- replaced. `stale`: seen_at is worth touching again.
-- `role`: the member's, of this moment; what it may is for tenant.may to say. 'setup', which may nothing, while
-- the account demands a second factor that the member has yet to set up.
-- The caller goes on to set acho.account; until then the policies show it nothing.
-- One statement without settings of its own, so that the planner folds it into the caller's.
-- Who: definers of login and link. Locks nothing. Errors: none.
DROP FUNCTION IF EXISTS directory.live_session(bytea, text);
CREATE OR REPLACE FUNCTION directory.live_session(_session bytea, _slug text)
  RETURNS TABLE (account_id bigint, member_id uuid, session_id uuid, young boolean, stale boolean, role text)
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT s.account_id, s.member_id, s.session_id,
         s.confirmed_at > now() - interval '15 minutes',
         s.seen_at < now() - interval '1 minute',
         CASE WHEN s.setup_required THEN 'setup' ELSE s.role END
    FROM directory.session AS s
   WHERE s.session_hash = _session
     AND s.slug = _slug
     AND s.expires_at > now()
     AND s.seen_at + s.idle_for > now();
END;
GRANT EXECUTE ON FUNCTION directory.live_session(bytea, text) TO acho_login_definer, acho_link_definer;
