-- link.login_channel_settle: what LINE said about the channel ID and kid of that attempt.
--
-- _code NULL: proved with _key_id. line.pending: no answer yet, the courier goes on. Any other code:
-- refuted, the values are dropped and the diagnosis is kept.
-- Problem: session.required; role.denied or totp.setup_required; line.superseded (a newer paste has come, the
-- answer was in already, or the key was replaced meanwhile). The role counts anew: it may have changed while
-- LINE was asked.
-- Who: acho_link. Locks the proof, the key, the login channel. Tells acho_proof when pending. Errors: none.
DROP FUNCTION IF EXISTS link.login_channel_settle(bytea, text, bigint, text, uuid, text, text, integer, text),
  link.login_channel_settle(bytea, text, bigint, text, uuid, text, text, integer, text, text);
CREATE OR REPLACE FUNCTION link.login_channel_settle(
  _session bytea, _slug text, _attempt bigint, _code text, _key_id uuid,
  _found_basic_id text, _found_name text, _line_status integer, _line_request_id text,
  _line_call text DEFAULT NULL, _retry_after integer DEFAULT NULL,
  OUT problem text, OUT state text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
BEGIN
  SELECT e.problem, e.account_id INTO problem, account
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = account AND p.step = 'login_channel'
      AND p.attempt = _attempt AND p.state = 'pending'
      FOR NO KEY UPDATE;
  IF FOUND THEN
    state := tenant.settle_login_channel(_code, _key_id, _found_basic_id, _found_name, _line_status, _line_request_id,
                                         _line_call, _retry_after);
  END IF;
  IF state IS NULL THEN
    problem := 'line.superseded';
  END IF;
END
$$;
