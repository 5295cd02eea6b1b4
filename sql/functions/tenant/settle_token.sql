-- tenant.settle_token: LINE's answer to the pending channel access token of the account that is set.
--
-- Proved (_code NULL): the token moves to tenant.messaging_token with what LINE said of its Official
-- Account, unless another account has linked that one: then the paste is refuted as line.bot_taken, and
-- which one it was is kept for link.release_request. Its picture is wanted from now on; that of another one goes.
-- Refuted: _basic_id and _display_name name whose token it was. `code` is the diagnosis that holds.
-- Callers have locked the pending row. Otherwise as tenant.settle_proof.
-- Who: definers of link and courier. Locks the bot's row, then the account's watch, token and picture.
-- Raises 23502 when a proof lacks bot_user_id, basic_id or display_name.
DROP FUNCTION IF EXISTS tenant.settle_token(
  text, text, text, text, text, text, text, timestamptz, integer, text),
  tenant.settle_token(text, text, text, text, text, text, text, timestamptz, integer, text, text);
CREATE OR REPLACE FUNCTION tenant.settle_token(
  _code text, _bot_user_id text, _basic_id text, _premium_id text, _display_name text, _picture_url text,
  _channel_id text, _expires_at timestamptz, _line_status integer, _line_request_id text,
  _line_call text DEFAULT NULL, _retry_after integer DEFAULT NULL,
  OUT state text, OUT code text)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  code := _code;
  IF code IS NULL AND NOT directory.claim_bot(_bot_user_id) THEN
    code := 'line.bot_taken';
  END IF;

  IF code IS NULL THEN
    -- The watch before the token, as courier.watch_settle and tenant.forget_token have it.
    PERFORM FROM tenant.watch AS w
      WHERE w.account_id = tenant.current_account() AND w.step = 'messaging_token'
        FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM tenant.messaging_token AS m
                WHERE m.account_id = tenant.current_account() AND m.bot_user_id <> _bot_user_id) THEN
      PERFORM tenant.want_picture(NULL);
    END IF;
    INSERT INTO tenant.messaging_token AS m
           (account_id, token_id, sealed, bot_user_id, basic_id, premium_id, display_name, picture_url,
            channel_id, expires_at)
    SELECT p.account_id, p.token_id, p.sealed, _bot_user_id, _basic_id, _premium_id, _display_name, _picture_url,
           _channel_id, _expires_at
      FROM tenant.proof AS p
     WHERE p.account_id = tenant.current_account() AND p.step = 'messaging_token'
    ON CONFLICT (account_id) DO UPDATE
       SET token_id = excluded.token_id, sealed = excluded.sealed, bot_user_id = excluded.bot_user_id,
           basic_id = excluded.basic_id, premium_id = excluded.premium_id,
           display_name = excluded.display_name, picture_url = excluded.picture_url,
           channel_id = excluded.channel_id, expires_at = excluded.expires_at;
    PERFORM tenant.want_picture(_picture_url);
  END IF;

  state := tenant.settle_proof('messaging_token', code, _basic_id, _display_name, _line_status, _line_request_id,
                               _line_call, _retry_after);
  IF code = 'line.bot_taken' THEN
    UPDATE tenant.proof AS p SET taken_hash = sha256(convert_to(_bot_user_id, 'UTF8'))
     WHERE p.account_id = tenant.current_account() AND p.step = 'messaging_token';
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION
  tenant.settle_token(text, text, text, text, text, text, text, timestamptz, integer, text, text, integer)
   TO acho_link_definer, acho_courier_definer;
