-- admin.unlink: that account lets its Official Account go, and its token is forgotten, proved or pending.
--
-- For somebody in charge of the Official Account who cannot reach its owner here; be sure first who asks. Its mailed
-- release links end, whoever asked for it is told, and so are the owners. An event.
-- Problem: not_found; token.none (it has none).
-- Who: acho_admin. Locks the proof, then as tenant.forget_token. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION admin.unlink(_slug text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
BEGIN
  IF account IS NULL THEN
    problem := 'not_found';
    RETURN;
  END IF;

  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = account AND p.step = 'messaging_token' AND (p.state = 'pending' OR p.proved_at IS NOT NULL)
      FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    problem := 'token.none';
    RETURN;
  END IF;
  PERFORM tenant.forget_token();
  DELETE FROM directory.link_token AS t WHERE t.account_id = account AND t.purpose = 'release';
  PERFORM tenant.record_act('bot.unlinked', NULL, NULL, NULL);
  PERFORM tenant.mail_owner('unlinked');
END
$$;
