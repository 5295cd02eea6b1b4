-- courier.picture_claim: lease the picture that has been due longest; no row when none is due.
--
-- Whoever claims asks for `url` and says with picture_settle, by the lease, what came. A lease that lapses makes it
-- due again. A picture is taken 8 times at most, so that one that kills the courier does not do so for ever.
-- Who: acho_courier. Locks the row it takes, skipping those others hold. Errors: none.
CREATE OR REPLACE FUNCTION courier.picture_claim(_lease_seconds integer)
  RETURNS TABLE (lease uuid, url text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
    WITH claimed AS (
      UPDATE tenant.oa_picture AS p
         SET lease = CASE WHEN p.tries < 8 THEN gen_random_uuid() END, tries = p.tries + 1,
             due_at = CASE WHEN p.tries < 8 THEN now() + _lease_seconds * interval '1 s' END
        FROM (SELECT d.account_id FROM tenant.oa_picture AS d
               WHERE d.due_at <= now()
               ORDER BY d.due_at
               LIMIT 1
                 FOR UPDATE SKIP LOCKED) AS due
       WHERE p.account_id = due.account_id
      RETURNING p.lease, p.url)
    SELECT c.lease, c.url FROM claimed AS c WHERE c.lease IS NOT NULL;
END
$$;
