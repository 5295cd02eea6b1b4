-- login.verify_request: a member whose address is not verified would like the link once more.
--
-- No mail for an address that is verified, nor while one with the link waits to be sent.
-- Problem: session.required.
-- Who: acho_login. Locks nothing. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.verify_request(_session bytea, _slug text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  entered text;
BEGIN
  SELECT l.account_id, l.member_id INTO live FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;
  entered := set_config('acho.account', live.account_id::text, true);

  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id)
  SELECT m.account_id, gen_random_uuid(), 'verification', m.email, m.member_id
    FROM tenant.member AS m
   WHERE m.account_id = live.account_id AND m.member_id = live.member_id AND m.verified_at IS NULL
     AND NOT EXISTS (SELECT FROM tenant.outbox AS o
                      WHERE o.account_id = m.account_id AND o.member_id = m.member_id
                        AND o.kind IN ('verification', 'welcome') AND o.state = 'waiting');
  IF FOUND THEN
    PERFORM directory.tell('acho_outbox');
  END IF;
END
$$;
