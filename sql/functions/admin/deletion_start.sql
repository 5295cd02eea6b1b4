-- admin.deletion_start: that account is to be deleted, in 14 days as if an owner had asked, or _now.
--
-- Until the day comes an owner may take it back. With _now the day has come: courier.erase says goodbye to the owners
-- and takes everything away within minutes. Begun already: the day stays, but for _now. An event.
-- Problem: not_found (one that is being erased too).
-- Who: acho_admin. Locks the proof, then as tenant.start_deletion. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION admin.deletion_start(_slug text, _now boolean, OUT problem text, OUT deletes_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
  begun boolean;
BEGIN
  IF account IS NULL OR EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = account AND a.goodbye_at IS NOT NULL) THEN
    problem := 'not_found';
    RETURN;
  END IF;

  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = account AND p.step = 'messaging_token'
      FOR NO KEY UPDATE;
  SELECT d.started, d.deletes_at INTO begun, deletes_at FROM tenant.start_deletion() AS d;
  IF begun THEN
    PERFORM tenant.record_act('account.deletion_started', NULL, NULL, NULL);
  END IF;
  IF _now THEN
    UPDATE tenant.account AS a SET closing_at = now() - interval '14 days' WHERE a.account_id = account;
    deletes_at := now();
  END IF;
END
$$;
