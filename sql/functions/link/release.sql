-- link.release: a mailed release link is followed; its account lets the Official Account go.
--
-- The token is the authority, for the account and the one Official Account it was mailed about; the slug
-- of the page is only compared. The account's token is forgotten as by link.token_delete, whoever asked
-- for the Official Account is told, and the account's other release links end.
-- Problem: link.expired (unknown, used, too old, another account's, a suspended one's, or the account no longer has that
-- Official Account).
-- Who: acho_link. Locks the proof, the link token, then as tenant.forget_token. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION link.release(
  _token_hash bytea, _slug text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  bot bytea;
  entered text;
BEGIN
  problem := 'link.expired';
  SELECT t.account_id, t.subject_hash INTO account, bot
    FROM directory.link_token AS t
   WHERE t.token_hash = _token_hash AND t.purpose = 'release' AND t.expires_at > now();
  IF NOT FOUND THEN
    RETURN;
  END IF;
  entered := set_config('acho.account', account::text, true);
  IF NOT EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = account AND a.slug = _slug AND a.suspended_at IS NULL) THEN
    RETURN;
  END IF;

  -- Under this lock the account neither gains nor loses an Official Account, and of two who follow the
  -- same link the second finds no token.
  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = account AND p.step = 'messaging_token'
      FOR NO KEY UPDATE;
  IF NOT EXISTS (SELECT FROM directory.bot AS b WHERE b.bot_hash = bot AND b.account_id = account) THEN
    RETURN;
  END IF;
  DELETE FROM directory.link_token AS t WHERE t.token_hash = _token_hash AND t.expires_at > now();
  IF NOT FOUND THEN
    RETURN;
  END IF;

  DELETE FROM directory.link_token AS t WHERE t.account_id = account AND t.purpose = 'release';
  PERFORM tenant.forget_token();
  PERFORM tenant.record_event('bot.released', 'messaging_token', NULL, NULL, NULL, NULL);
  problem := NULL;
END
$$;
