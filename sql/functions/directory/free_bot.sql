-- directory.free_bot: the account that is set lets its Official Account go; _keep, if not NULL, it keeps.
--
-- Whoever asked for one that is free now is told by courier.release_resolve.
-- Who: definers of link, courier and admin. Locks the bot's row, then the requests for it. Tells acho_outbox
-- when there are any. Errors: none.
CREATE OR REPLACE FUNCTION directory.free_bot(_keep bytea) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  WITH freed AS (
    DELETE FROM directory.bot AS b
     WHERE b.account_id = tenant.current_account() AND b.bot_hash IS DISTINCT FROM _keep
    RETURNING b.bot_hash)
  UPDATE directory.release AS r SET released_at = now()
    FROM freed AS f
   WHERE r.bot_hash = f.bot_hash AND r.released_at IS NULL;
  IF FOUND THEN
    PERFORM directory.tell('acho_outbox');
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION directory.free_bot(bytea) TO acho_link_definer, acho_courier_definer, acho_admin_definer;
