-- tenant.settle_login_channel: LINE's answer to the pending channel ID and kid of the account that is set.
--
-- Proved (_code NULL) with _key_id: the values hold from now on, that key is the one in use, and a key
-- it succeeds is dropped. If that key has been replaced while LINE was asked, the answer is worth
-- nothing: NULL comes back, nothing has changed, and the courier asks again with the keys of today.
-- Callers have locked the pending row. Otherwise as tenant.settle_proof, whose state it returns.
-- Who: definers of link and courier. Locks the key, then the account's login channel. Errors: none.
DROP FUNCTION IF EXISTS tenant.settle_login_channel(text, uuid, text, text, integer, text),
  tenant.settle_login_channel(text, uuid, text, text, integer, text, text);
CREATE OR REPLACE FUNCTION tenant.settle_login_channel(
  _code text, _key_id uuid, _found_basic_id text, _found_name text, _line_status integer, _line_request_id text,
  _line_call text DEFAULT NULL, _retry_after integer DEFAULT NULL)
  RETURNS text
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  IF _code IS NULL THEN
    PERFORM FROM tenant.assertion_key AS k
      WHERE k.account_id = account AND k.key_id = _key_id
        FOR UPDATE;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;

    INSERT INTO tenant.login_channel (account_id, channel_id, kid, key_id)
    SELECT p.account_id, p.channel_id, p.kid, _key_id
      FROM tenant.proof AS p
     WHERE p.account_id = account AND p.step = 'login_channel'
    ON CONFLICT (account_id) DO UPDATE
       SET channel_id = excluded.channel_id, kid = excluded.kid, key_id = excluded.key_id;

    DELETE FROM tenant.assertion_key AS k
     WHERE k.account_id = account AND NOT k.successor AND k.key_id <> _key_id;
    UPDATE tenant.assertion_key AS k SET successor = false
     WHERE k.account_id = account AND k.key_id = _key_id AND k.successor;
  END IF;

  RETURN tenant.settle_proof('login_channel', _code, _found_basic_id, _found_name, _line_status, _line_request_id,
                             _line_call, _retry_after);
END
$$;
GRANT EXECUTE ON FUNCTION tenant.settle_login_channel(text, uuid, text, text, integer, text, text, integer)
   TO acho_link_definer, acho_courier_definer;
