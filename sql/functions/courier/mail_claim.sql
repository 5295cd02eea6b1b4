-- courier.mail_claim: lease the mail that has waited longest, if any is due.
--
-- Two couriers never get the same one. A lease that lapses makes the mail due again, so a courier that
-- dies delays a mail and loses none; message_id is the same at every try. `tries` counts this one.
-- oa_name and oa_basic_id as the merchant entered them, NULL before step 11.
-- Who: acho_courier. Locks one mail, skipping those others hold. Errors: none.
DROP FUNCTION IF EXISTS courier.mail_claim(integer);
CREATE OR REPLACE FUNCTION courier.mail_claim(_lease_seconds integer)
  RETURNS TABLE (lease uuid, kind text, slug text, locale text, recipient text, recipient_name text,
                 company text, message_id uuid, tries integer, created_at timestamptz,
                 oa_name text, oa_basic_id text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
    WITH claimed AS (
      UPDATE tenant.outbox AS o
         SET lease = gen_random_uuid(), tries = o.tries + 1, due_at = now() + _lease_seconds * interval '1 s'
        FROM (SELECT d.account_id, d.message_id
                FROM tenant.outbox AS d
               WHERE d.state = 'waiting' AND d.due_at <= now()
               ORDER BY d.due_at
               LIMIT 1
                 FOR UPDATE SKIP LOCKED) AS due
       WHERE o.account_id = due.account_id AND o.message_id = due.message_id
      RETURNING o.*)
    SELECT c.lease, c.kind, a.slug, a.locale, c.recipient, a.contact, a.company, c.message_id, c.tries, c.created_at,
           o.name, o.basic_id
      FROM claimed AS c
      JOIN tenant.account AS a ON a.account_id = c.account_id
      LEFT JOIN tenant.oa AS o ON o.account_id = c.account_id;
END
$$;
