-- login.verify_request: a member whose address is not verified would like the link once more.
--
-- No mail for an address that is verified, nor while one that was asked for so waits to be sent and is not held since a restore. A welcome that waits
-- does not count: a list of login URLs may yet take its place, and that has no link.
-- Problem: session.required.
-- Who: acho_login. Locks nothing. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.verify_request(_session bytea, _slug text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id)
  SELECT m.account_id, gen_random_uuid(), 'verification', m.email, m.member_id
    FROM tenant.member AS m
   WHERE m.account_id = live.account_id AND m.member_id = live.member_id AND m.verified_at IS NULL
     AND NOT EXISTS (SELECT FROM tenant.outbox AS o
                      WHERE o.account_id = m.account_id AND o.member_id = m.member_id
                        AND o.kind = 'verification' AND o.state = 'waiting' AND o.due_at < 'infinity');
  IF FOUND THEN
    PERFORM directory.tell('acho_outbox');
  END IF;
END
$$;
