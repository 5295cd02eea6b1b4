-- courier.link_token_add: the leased mail is about to be sent with a link; keep the hash of its token.
--
-- The mail says what the link will be good for: its kind is the purpose,
-- its account, member and subject are what the token is bound to. A second try of the mail makes another token,
-- and the earlier one stays good.
-- False, and nothing changed, when the mail is no longer leased.
-- Who: acho_courier. Locks the mail: whoever takes it back takes the link back too. Raises 23514 when the mail's kind carries no link.
CREATE OR REPLACE FUNCTION courier.link_token_add(_lease uuid, _token_hash bytea, _ttl_seconds integer) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
  SELECT _token_hash, o.account_id,
         CASE o.kind WHEN 'welcome' THEN 'verify' WHEN 'verification' THEN 'verify' WHEN 'password_reset' THEN 'reset'
                     WHEN 'email_change' THEN 'address' WHEN 'email_changed' THEN 'undo' WHEN 'invitation' THEN 'join' ELSE o.kind END,
         o.subject_hash, o.member_id, now() + _ttl_seconds * interval '1 s'
    FROM tenant.outbox AS o
   WHERE o.lease = _lease AND o.state = 'waiting'
     FOR UPDATE;
  RETURN FOUND;
END
$$;
