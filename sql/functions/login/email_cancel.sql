-- login.email_cancel: a member does not want the address any more that waits to be confirmed.
--
-- Its link, mailed or waiting to be, opens nothing from now on. None that waits: nothing happens.
-- Problem: session.required.
-- Who: acho_login. Locks the member, waiting mails, the link tokens. Errors: none.
CREATE OR REPLACE FUNCTION login.email_cancel(
  _session bytea, _slug text, _ip text, _request_id text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  dropped text;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  PERFORM FROM tenant.member AS m
    WHERE m.account_id = live.account_id AND m.member_id = live.member_id
      FOR NO KEY UPDATE;
  DELETE FROM tenant.address_change AS c
   WHERE c.account_id = live.account_id AND c.member_id = live.member_id AND c.changed_at IS NULL
  RETURNING c.new_email INTO dropped;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  -- The mails first, as tenant.move_address.
  DELETE FROM tenant.outbox AS o
   WHERE o.account_id = live.account_id AND o.member_id = live.member_id AND o.state = 'waiting' AND o.kind = 'email_change';
  DELETE FROM directory.link_token AS t
   WHERE t.account_id = live.account_id AND t.member_id = live.member_id AND t.purpose = 'address';
  PERFORM tenant.record_act('email.change_cancelled', live.member_id, _ip, _request_id, dropped);
END
$$;
