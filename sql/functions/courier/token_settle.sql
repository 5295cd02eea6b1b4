-- courier.token_settle: what LINE said about a leased channel access token.
--
-- _code as in link.token_settle; if another account has linked the Official Account meanwhile, the
-- paste is refuted as line.bot_taken. Proved or refuted, the owner gets a mail, and if LINE had been
-- silent before, all that wait for it come due.
-- False, and nothing changed, when the lease is no longer held.
-- Who: acho_courier. Locks the proof, the bot, the token. Tells acho_outbox or acho_proof.
-- Raises 23502 when a proof lacks bot_user_id, basic_id or display_name.
DROP FUNCTION IF EXISTS courier.token_settle(uuid, text, text, text, text, text, text, text, timestamptz, integer, text),
  courier.token_settle(uuid, text, text, text, text, text, text, text, timestamptz, integer, text, text);
CREATE OR REPLACE FUNCTION courier.token_settle(
  _lease uuid, _code text, _bot_user_id text, _basic_id text, _premium_id text, _display_name text,
  _picture_url text, _channel_id text, _expires_at timestamptz, _line_status integer, _line_request_id text,
  _line_call text DEFAULT NULL, _retry_after integer DEFAULT NULL)
  RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  leased record;
  settled record;
BEGIN
  leased := tenant.enter_lease(_lease, 'messaging_token');
  IF NOT leased.held THEN
    RETURN false;
  END IF;

  settled := tenant.settle_token(_code, _bot_user_id, _basic_id, _premium_id, _display_name, _picture_url,
                                 _channel_id, _expires_at, _line_status, _line_request_id, _line_call, _retry_after);
  IF settled.state <> 'pending' THEN
    PERFORM tenant.mail_owner(CASE WHEN _code = 'vault.unreadable' THEN 'vault_unreadable' ELSE 'messaging_token_' || settled.state END);
    IF leased.waited THEN
      PERFORM tenant.wake_waiting();
    END IF;
  END IF;
  RETURN true;
END
$$;
