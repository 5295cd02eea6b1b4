-- courier.login_channel_settle: what LINE said about a leased channel ID and kid.
--
-- _code as in link.login_channel_settle. Proved or refuted, the owner gets a mail, and if LINE had been
-- silent before, all that wait for it come due. If the key it was proved with has been replaced
-- meanwhile, the answer is worth nothing and the paste comes due again.
-- False, and nothing changed, when the lease is no longer held.
-- Who: acho_courier. Locks the proof, the key, the login channel. Tells acho_outbox or acho_proof.
-- Errors: none.
DROP FUNCTION IF EXISTS courier.login_channel_settle(uuid, text, uuid, text, text, integer, text),
  courier.login_channel_settle(uuid, text, uuid, text, text, integer, text, text);
CREATE OR REPLACE FUNCTION courier.login_channel_settle(
  _lease uuid, _code text, _key_id uuid,
  _found_basic_id text, _found_name text, _line_status integer, _line_request_id text,
  _line_call text DEFAULT NULL, _retry_after integer DEFAULT NULL) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  leased record;
  state text;
BEGIN
  leased := tenant.enter_lease(_lease, 'login_channel');
  IF NOT leased.held THEN
    RETURN false;
  END IF;

  state := coalesce(
    tenant.settle_login_channel(_code, _key_id, _found_basic_id, _found_name, _line_status, _line_request_id,
                                         _line_call, _retry_after),
    tenant.settle_proof('login_channel', 'line.pending', NULL, NULL, _line_status, _line_request_id, _line_call));
  IF state <> 'pending' THEN
    PERFORM tenant.mail_owner(CASE WHEN _code = 'vault.unreadable' THEN 'vault_unreadable' ELSE 'login_channel_' || state END);
    IF leased.waited THEN
      PERFORM tenant.wake_waiting();
    END IF;
  END IF;
  RETURN true;
END
$$;
