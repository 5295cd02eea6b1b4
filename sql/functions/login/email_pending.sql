-- login.email_pending: the address that a member has asked for and that has not been confirmed yet.
--
-- NULLs: none that could still be confirmed.
-- Problem: session.required.
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.email_pending(
  _session bytea, _slug text, OUT problem text, OUT email text, OUT asked_at timestamptz)
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

  SELECT c.new_email, c.asked_at INTO email, asked_at
    FROM tenant.address_change AS c
   WHERE c.account_id = live.account_id AND c.member_id = live.member_id AND c.changed_at IS NULL
     AND (EXISTS (SELECT FROM tenant.outbox AS o
                   WHERE o.account_id = c.account_id AND o.member_id = c.member_id AND o.state = 'waiting'
                     AND o.kind = 'email_change')
          OR EXISTS (SELECT FROM directory.link_token AS t
                      WHERE t.account_id = c.account_id AND t.member_id = c.member_id AND t.purpose = 'address'
                        AND t.subject_hash = c.new_address_hash AND t.expires_at > now()));
END
$$;
