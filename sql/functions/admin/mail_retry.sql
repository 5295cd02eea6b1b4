-- admin.mail_retry: failed mails of the next _batch accounts by slug wait again and are due now; or the one of that id.
--
-- A walk as in admin.vault_count; the first page deals with lists of login URLs as well. One that is named may wait
-- already: then only its time comes. How often it was tried is kept, so a recipient's limits have counted it. What was given
-- up after a restore (operator/held_mails.sql leaves it due at infinity) may have gone out before: only by its id.
-- Who: acho_admin. Locks what it changes, skipping what a courier is sending. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION admin.mail_retry(_after text, _batch integer, _id uuid, OUT next text, OUT retried integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  slugs text[];
  one text;
  account bigint;
  changed integer;
BEGIN
  SELECT w.next, w.slugs INTO next, slugs FROM directory.walk(_after, _batch) AS w;
  retried := 0;
  IF _after IS NULL THEN
    UPDATE directory.find_mail AS f SET failed_at = NULL, due_at = now()
     WHERE f.message_id IN (SELECT e.message_id FROM directory.find_mail AS e
                             WHERE CASE WHEN _id IS NULL THEN e.failed_at IS NOT NULL AND e.due_at < 'infinity' ELSE e.message_id = _id AND e.delivered_at IS NULL AND e.lease IS NULL END
                               FOR NO KEY UPDATE SKIP LOCKED);
    GET DIAGNOSTICS retried = ROW_COUNT;
  END IF;

  FOREACH one IN ARRAY slugs LOOP
    account := directory.enter_account(one);
    UPDATE tenant.outbox AS o SET state = 'waiting', settled_at = NULL, due_at = now()
     WHERE o.account_id = account
       AND o.message_id IN (SELECT e.message_id FROM tenant.outbox AS e
                             WHERE e.account_id = account
                               AND CASE WHEN _id IS NULL THEN e.state = 'failed' AND e.due_at < 'infinity' ELSE e.message_id = _id AND e.state IN ('waiting', 'failed') AND e.lease IS NULL END
                               FOR NO KEY UPDATE SKIP LOCKED);
    GET DIAGNOSTICS changed = ROW_COUNT;
    retried := retried + changed;
  END LOOP;
  IF retried > 0 THEN
    PERFORM directory.tell('acho_outbox');
  END IF;
END
$$;
