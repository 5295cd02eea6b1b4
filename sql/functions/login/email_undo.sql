-- login.email_undo: the link mailed to a former address is followed; it is the member's address again.
--
-- Whoever changed it knew the password, or sat at a browser that did: so every session of the member ends,
-- the password is replaced by _phc, of one that nobody knows, and a reset link goes to the restored address.
-- Changes made after this one are void with it, and so are the links that would undo them; that of an
-- earlier change stays good until its own time. The address given up is told.
-- The token is the authority, for the account and the member it was mailed to; the slug is only compared.
-- Problem: link.expired, or link.throttled with retry_after, as directory.count_link (unknown, used, too old, of another
-- purpose, another account's, or another member of the account has that address by now).
-- Who: acho_login. Locks the members, then as tenant.move_address; attempts, sessions. Tells acho_outbox.
-- Raises as that.
DROP FUNCTION IF EXISTS login.email_undo(bytea, text, text, text, text);
CREATE OR REPLACE FUNCTION login.email_undo(
  _token_hash bytea, _slug text, _phc text, _ip text, _request_id text, _limit integer DEFAULT NULL,
  OUT problem text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
  given_up text;
  change record;
BEGIN
  SELECT * INTO link FROM directory.enter_link(_token_hash, 'undo', _slug);
  IF link.account_id IS NULL THEN
    SELECT * INTO problem, retry_after FROM directory.count_link(_token_hash, _ip, _limit);
    RETURN;
  END IF;
  -- All of them: two must not come to one address at once.
  PERFORM FROM tenant.member AS m WHERE m.account_id = link.account_id ORDER BY m.member_id FOR NO KEY UPDATE;
  SELECT m.email INTO given_up FROM tenant.member AS m WHERE m.account_id = link.account_id AND m.member_id = link.member_id;
  SELECT c.old_email, c.changed_at INTO change
    FROM tenant.address_change AS c
   WHERE c.account_id = link.account_id AND c.member_id = link.member_id AND c.changed_at IS NOT NULL
     AND sha256(uuid_send(c.change_id)) = link.subject_hash
     AND EXISTS (SELECT FROM directory.link_token AS t WHERE t.token_hash = _token_hash AND t.expires_at > now())
     AND NOT EXISTS (SELECT FROM tenant.member AS m
                      WHERE m.account_id = c.account_id AND m.member_id <> c.member_id
                        AND m.address_hash = directory.address_hash(c.old_email));
  IF NOT FOUND THEN
    problem := 'link.expired';
    RETURN;
  END IF;

  WITH void AS (
    DELETE FROM tenant.address_change AS c
     WHERE c.account_id = link.account_id AND c.member_id = link.member_id
       AND (c.changed_at IS NULL OR c.changed_at >= change.changed_at)
    RETURNING c.change_id)
  DELETE FROM directory.link_token AS t
   USING void AS v
   WHERE t.account_id = link.account_id AND t.purpose = 'undo' AND t.subject_hash = sha256(uuid_send(v.change_id));
  PERFORM tenant.move_address(link.member_id, change.old_email);
  UPDATE tenant.member AS m SET phc = _phc WHERE m.account_id = link.account_id AND m.member_id = link.member_id;
  DELETE FROM directory.login_attempt AS l WHERE l.account_id = link.account_id AND l.member_id = link.member_id;
  PERFORM tenant.end_sessions(link.member_id, NULL, NULL);

  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id)
  VALUES (link.account_id, gen_random_uuid(), 'password_reset', change.old_email, link.member_id),
         (link.account_id, gen_random_uuid(), 'email_undone', given_up, link.member_id);
  PERFORM tenant.record_act('email.change_undone', link.member_id, _ip, _request_id, given_up);
  PERFORM directory.tell('acho_outbox');
END
$$;
