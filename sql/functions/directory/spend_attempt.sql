-- directory.spend_attempt: a password was right; end the attempt.
--
-- _session is NULL for a login and the session's hash for a confirmation; an attempt opened for one
-- cannot be spent on the other, nor on another session. Returns the account, the member and the counter
-- that the try counts on until directory.give_back, and has set acho.account; returns NULLs when the
-- attempt is unknown, spent, lapsed, bound to nothing, or when the member's password is no longer the one
-- that was checked. Then nothing has changed.
--
-- The member's row stays locked until the end of the transaction: a password change either comes
-- first and is seen here, or waits and then ends the session that is being opened.
-- Who: definer of login. Locks the member, the attempt, in this order. Errors: none.
DROP FUNCTION IF EXISTS directory.spend_attempt(bytea, bytea);
CREATE OR REPLACE FUNCTION directory.spend_attempt(
  _attempt bytea, _session bytea, OUT account_id bigint, OUT member_id uuid, OUT counter bytea)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  attempt record;
  today bytea;
  entered text;
BEGIN
  SELECT l.account_id, l.member_id INTO attempt
    FROM directory.login_attempt AS l
   WHERE l.attempt_hash = _attempt AND l.account_id IS NOT NULL;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  entered := set_config('acho.account', attempt.account_id::text, true);

  -- Locked before the attempt is judged: a login that has just stored a better hash of the same
  -- password has moved this attempt along with it.
  SELECT sha256(convert_to(m.phc, 'UTF8')) INTO today
    FROM tenant.member AS m
   WHERE m.account_id = attempt.account_id AND m.member_id = attempt.member_id
     FOR NO KEY UPDATE;
  DELETE FROM directory.login_attempt AS l
   WHERE l.attempt_hash = _attempt
     AND l.session_hash IS NOT DISTINCT FROM _session
     AND l.phc_hash = today
     AND l.expires_at > now()
  RETURNING l.throttle_key INTO counter;
  IF NOT FOUND THEN
    RETURN;
  END IF;

  account_id := attempt.account_id;
  member_id := attempt.member_id;
END
$$;
GRANT EXECUTE ON FUNCTION directory.spend_attempt(bytea, bytea) TO acho_login_definer;
