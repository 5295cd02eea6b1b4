-- link.release: a mailed release link is followed; its account lets the Official Account go.
--
-- The token is the authority, for the account and the one Official Account it was mailed about; the slug
-- of the page is only compared. The account's token is forgotten as by link.token_delete, whoever asked
-- for the Official Account is told, and the account's other release links end.
-- Problem: link.expired, or link.throttled with retry_after, as directory.count_link (unknown, used, too old, another
-- account's, a suspended one's, or the account no longer has that Official Account).
-- Who: acho_link. Locks the proof, the link token, then as tenant.forget_token. Tells acho_outbox. Errors: none.
DROP FUNCTION IF EXISTS link.release(bytea, text), link.release(bytea, text, text, text);
CREATE OR REPLACE FUNCTION link.release(
  _token_hash bytea, _slug text, _ip text DEFAULT NULL, _request_id text DEFAULT NULL, _limit integer DEFAULT NULL,
  OUT problem text, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  link record;
BEGIN
  SELECT * INTO link FROM directory.enter_link(_token_hash, 'release', _slug);
  IF link.account_id IS NULL THEN
    SELECT * INTO problem, retry_after FROM directory.count_link(_token_hash, _ip, _limit);
    RETURN;
  END IF;

  -- Under this lock the account neither gains nor loses an Official Account, and of two who follow the
  -- same link the second finds no token.
  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = link.account_id AND p.step = 'messaging_token'
      FOR NO KEY UPDATE;
  problem := 'link.expired';
  IF NOT EXISTS (SELECT FROM directory.bot AS b WHERE b.bot_hash = link.subject_hash AND b.account_id = link.account_id) THEN
    RETURN;
  END IF;
  DELETE FROM directory.link_token AS t WHERE t.token_hash = _token_hash AND t.expires_at > now();
  IF NOT FOUND THEN
    RETURN;
  END IF;

  DELETE FROM directory.link_token AS t WHERE t.account_id = link.account_id AND t.purpose = 'release';
  PERFORM tenant.forget_token();
  PERFORM tenant.record_act('bot.released', NULL, _ip, _request_id);
  problem := NULL;
END
$$;
