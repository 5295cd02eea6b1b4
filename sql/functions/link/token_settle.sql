-- link.token_settle: what LINE said about the token of that attempt.
--
-- _code NULL: proved, and it is the Official Account described by the rest. line.pending: no answer yet,
-- the courier goes on. Any other code: refuted; _basic_id and _display_name may name whose token it was.
-- Problem: session.required; role.denied or totp.setup_required; line.superseded (a newer paste has come, or
-- the answer was in already; the role counts anew: it may have changed while LINE was asked);
-- line.bot_taken (another account has linked this Official Account; the paste is refuted with that code).
-- Who: acho_link. Locks the proof, the bot, the token. Tells acho_proof when pending.
-- Raises 23502 when a proof lacks bot_user_id, basic_id or display_name.
DROP FUNCTION IF EXISTS link.token_settle(
  bytea, text, bigint, text, text, text, text, text, text, text, timestamptz, integer, text),
  link.token_settle(
    bytea, text, bigint, text, text, text, text, text, text, text, timestamptz, integer, text, text);
CREATE OR REPLACE FUNCTION link.token_settle(
  _session bytea, _slug text, _attempt bigint, _code text,
  _bot_user_id text, _basic_id text, _premium_id text, _display_name text, _picture_url text,
  _channel_id text, _expires_at timestamptz, _line_status integer, _line_request_id text,
  _line_call text DEFAULT NULL, _retry_after integer DEFAULT NULL,
  OUT problem text, OUT state text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  settled record;
BEGIN
  SELECT e.problem, e.account_id INTO problem, account
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = account AND p.step = 'messaging_token'
      AND p.attempt = _attempt AND p.state = 'pending'
      FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    problem := 'line.superseded';
    RETURN;
  END IF;

  settled := tenant.settle_token(_code, _bot_user_id, _basic_id, _premium_id, _display_name, _picture_url,
                                 _channel_id, _expires_at, _line_status, _line_request_id, _line_call, _retry_after);
  IF _code IS NULL AND settled.code IS NOT NULL THEN
    problem := settled.code;
  ELSE
    state := settled.state;
  END IF;
END
$$;
