-- courier.reset_resolve: write the mails that forgotten passwords call for; returns how many requests it
-- has dealt with.
--
-- One to the member of that address in that account, if there is one and it is not suspended; none while another still waits to be
-- sent, however often it is asked; one that is held since a restore does not count. At most 100 a call: call again
-- while the answer is that large. Who has moved to another address meanwhile is not found: see tenant.move_address.
-- Who: acho_courier. Locks the requests, skipping those others hold, and the members. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION courier.reset_resolve() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  request record;
  done integer := 0;
BEGIN
  FOR request IN
    WITH taken AS (
      DELETE FROM directory.reset_request AS r
       WHERE r.request_id IN (SELECT o.request_id FROM directory.reset_request AS o
                               ORDER BY o.asked_at
                               LIMIT 100
                                 FOR UPDATE SKIP LOCKED)
      RETURNING r.slug, r.address_hash)
    SELECT t.slug, t.address_hash FROM taken AS t ORDER BY t.slug, t.address_hash
  LOOP
    done := done + 1;
    INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id)
    SELECT m.account_id, gen_random_uuid(), 'password_reset', m.email, m.member_id
      FROM directory.slug AS g
      JOIN tenant.account AS a ON a.account_id = g.account_id AND a.suspended_at IS NULL
      JOIN tenant.member AS m ON m.account_id = g.account_id AND m.address_hash = request.address_hash
     WHERE g.slug = request.slug
       AND NOT EXISTS (SELECT FROM tenant.outbox AS o
                        WHERE o.account_id = m.account_id AND o.member_id = m.member_id
                          AND o.kind = 'password_reset' AND o.state = 'waiting' AND o.due_at < 'infinity')
       FOR NO KEY UPDATE OF m;
    IF FOUND THEN
      PERFORM directory.tell('acho_outbox');
    END IF;
  END LOOP;
  RETURN done;
END
$$;
