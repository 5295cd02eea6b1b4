-- courier.watch_claim: lease proved values that LINE is to be asked about again, those due longest first.
--
-- As courier.proof_claim, with what was proved instead of what was pasted: key1 is the key a kid was
-- proved with and key2 is NULL; a token's basic_id is what LINE gave for it, and accept_expiry is true.
-- Who: acho_courier. Locks the rows it takes, skipping those others hold. Errors: none.
CREATE OR REPLACE FUNCTION courier.watch_claim(_batch integer, _lease_seconds integer)
  RETURNS TABLE (lease uuid, step text, slug text, channel_id text, kid text,
                 key1_id uuid, key1_sealed bytea, key2_id uuid, key2_sealed bytea,
                 token_id uuid, token_sealed bytea, accept_expiry boolean, basic_id text, tries integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
    WITH claimed AS (
      UPDATE tenant.watch AS w
         SET lease = gen_random_uuid(), tries = w.tries + 1, due_at = now() + _lease_seconds * interval '1 s'
        FROM (SELECT d.account_id, d.step
                FROM tenant.watch AS d
               WHERE d.due_at <= now()
               ORDER BY d.due_at
               LIMIT _batch
                 FOR UPDATE SKIP LOCKED) AS due
       WHERE w.account_id = due.account_id AND w.step = due.step
      RETURNING w.*)
    SELECT c.lease, c.step, a.slug, l.channel_id, CASE WHEN c.step = 'login_channel' THEN l.kid END,
           k.key_id, k.sealed, NULL::uuid, NULL::bytea,
           m.token_id, m.sealed, CASE WHEN c.step = 'messaging_token' THEN true END,
           coalesce(m.basic_id, o.basic_id), c.tries
      FROM claimed AS c
      JOIN tenant.account AS a ON a.account_id = c.account_id
      JOIN tenant.oa AS o ON o.account_id = c.account_id
      LEFT JOIN tenant.login_channel AS l ON l.account_id = c.account_id
      LEFT JOIN tenant.assertion_key AS k ON k.account_id = c.account_id AND k.key_id = l.key_id AND c.step = 'login_channel'
      LEFT JOIN tenant.messaging_token AS m ON m.account_id = c.account_id AND c.step = 'messaging_token'
     WHERE k.key_id IS NOT NULL OR m.token_id IS NOT NULL;
END
$$;
