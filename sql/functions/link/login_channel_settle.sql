-- link.login_channel_settle: what LINE said about the channel ID and kid of that attempt.
--
-- _code NULL: proved with _key_id. line.pending: no answer yet, the courier goes on. Any other code:
-- refuted, the values are dropped and the diagnosis is kept.
-- Problem: session.required; role.denied or totp.setup_required; line.superseded (a newer paste has come, the
-- answer was in already, or the key was replaced meanwhile). The role counts anew: it may have changed while
-- LINE was asked.
-- Who: acho_link. Locks the proof, the key, the login channel. Tells acho_proof when pending. Errors: none.
DROP FUNCTION IF EXISTS link.login_channel_settle(bytea, text, bigint, text, uuid, text, text, integer, text);
CREATE OR REPLACE FUNCTION link.login_channel_settle(
  _session bytea, _slug text, _attempt bigint, _code text, _key_id uuid,
  _found_basic_id text, _found_name text, _line_status integer, _line_request_id text,
  _line_call text DEFAULT NULL,
  OUT problem text, OUT state text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  role text;
  entered text;
BEGIN
  SELECT l.account_id, l.role INTO account, role
    FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;
  IF NOT tenant.may(role, 'oa.write') THEN
    problem := tenant.refusal(role);
    RETURN;
  END IF;
  entered := set_config('acho.account', account::text, true);

  PERFORM FROM tenant.proof AS p
    WHERE p.account_id = account AND p.step = 'login_channel'
      AND p.attempt = _attempt AND p.state = 'pending'
      FOR NO KEY UPDATE;
  IF FOUND THEN
    state := tenant.settle_login_channel(_code, _key_id, _found_basic_id, _found_name, _line_status, _line_request_id,
                                         _line_call);
  END IF;
  IF state IS NULL THEN
    problem := 'line.superseded';
  END IF;
END
$$;
