-- tenant.wake_waiting: LINE was silent and answers again; whatever waits for it is due now.
--
-- Called when a paste that had to wait is settled at last. Pastes that somebody is asking about at the
-- moment are left alone, as are those of suspended accounts, and how often each was tried is kept: one that LINE goes on being silent
-- about falls back to its long delay. So are those that LINE itself told to come back later (429).
-- Who: definer of courier, for all accounts. Locks what it wakes, skipping what others hold.
-- Tells acho_proof. Errors: none.
CREATE OR REPLACE FUNCTION tenant.wake_waiting() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE tenant.proof AS p SET due_at = now()
    FROM (SELECT w.account_id, w.step
            FROM tenant.proof AS w
           WHERE w.state = 'pending' AND w.due_at > now() AND w.due_at < 'infinity' AND w.lease IS NULL AND w.code = 'line.pending'
             AND w.line_status IS DISTINCT FROM 429
             FOR NO KEY UPDATE SKIP LOCKED) AS waiting
   WHERE p.account_id = waiting.account_id AND p.step = waiting.step;
  IF FOUND THEN
    PERFORM directory.tell('acho_proof');
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.wake_waiting() TO acho_courier_definer;
