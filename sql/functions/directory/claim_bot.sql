-- directory.claim_bot: the account that is set links an Official Account; false if another one has it.
--
-- Two accounts that prove the same one at once meet on the row: the second waits for the first and
-- loses. An account has one at a time; the new one is taken before the old one is let go, so two
-- accounts that swap cannot deadlock.
-- Who: definers of link and courier. Locks the bot's row, then as directory.free_bot. Errors: none.
CREATE OR REPLACE FUNCTION directory.claim_bot(_bot_user_id text) RETURNS boolean
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
  bot bytea := sha256(convert_to(_bot_user_id, 'UTF8'));
BEGIN
  INSERT INTO directory.bot AS b (bot_hash, account_id)
  VALUES (bot, account)
  ON CONFLICT (bot_hash) DO UPDATE SET account_id = excluded.account_id
   WHERE b.account_id = excluded.account_id;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM directory.free_bot(bot);
  RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION directory.claim_bot(text) TO acho_link_definer, acho_courier_definer;
