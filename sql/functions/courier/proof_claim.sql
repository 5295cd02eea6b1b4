-- courier.proof_claim: lease pastes that wait for LINE's answer, those due longest first.
--
-- Two couriers never get the same one; a lapsed lease makes it due again. The keys come as in
-- link.login_channel_put, of today and not of when it was pasted. Beside a token channel_id is that of
-- the proved Login channel, or NULL. `tries` counts this one.
-- _probe: LINE was silent, and one is enough to learn whether it speaks again. Then a paste that waits
-- for LINE will do although its time has not come, but none that somebody is asking about. Pastes of a
-- suspended account rest: their time is infinity.
-- Who: acho_courier. Locks the pastes it takes, skipping those others hold. Errors: none.
DROP FUNCTION IF EXISTS courier.proof_claim(integer, integer);
CREATE OR REPLACE FUNCTION courier.proof_claim(_batch integer, _lease_seconds integer, _probe boolean DEFAULT false)
  RETURNS TABLE (lease uuid, step text, slug text, channel_id text, kid text,
                 key1_id uuid, key1_sealed bytea, key2_id uuid, key2_sealed bytea,
                 token_id uuid, token_sealed bytea, accept_expiry boolean, basic_id text, tries integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
    WITH claimed AS (
      UPDATE tenant.proof AS p
         SET lease = gen_random_uuid(), tries = p.tries + 1, due_at = now() + _lease_seconds * interval '1 s'
        FROM (SELECT d.account_id, d.step
                FROM tenant.proof AS d
               WHERE d.state = 'pending' AND d.due_at < 'infinity' AND d.due_at <= CASE WHEN _probe THEN 'infinity' ELSE now() END
                 AND (d.due_at <= now() OR d.lease IS NULL AND d.code = 'line.pending')
               ORDER BY d.due_at
               LIMIT _batch
                 FOR UPDATE SKIP LOCKED) AS due
       WHERE p.account_id = due.account_id AND p.step = due.step
      RETURNING p.*)
    SELECT c.lease, c.step, a.slug, coalesce(c.channel_id, l.channel_id), c.kid,
           k.key1_id, k.key1_sealed, k.key2_id, k.key2_sealed,
           c.token_id, c.sealed, c.accept_expiry, o.basic_id, c.tries
      FROM claimed AS c
      JOIN tenant.account AS a ON a.account_id = c.account_id
      JOIN tenant.oa AS o ON o.account_id = c.account_id
      LEFT JOIN tenant.login_channel AS l ON l.account_id = c.account_id AND c.step = 'messaging_token'
      LEFT JOIN tenant.keys_to_try AS k ON k.account_id = c.account_id AND c.step = 'login_channel';
END
$$;
