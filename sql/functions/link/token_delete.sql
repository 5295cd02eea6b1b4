-- link.token_delete: forget the token, proved or pending, and free the Official Account for others.
--
-- Idempotent. The number of the paste goes up, so an answer still under way changes nothing.
-- Problem: session.required; session.confirm (when there is a token to forget).
-- Who: acho_link. Locks the proof, the token, the bot. Errors: none.
CREATE OR REPLACE FUNCTION link.token_delete(
  _session bytea, _slug text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  young boolean;
  entered text;
  holds boolean;
BEGIN
  SELECT l.account_id, l.young INTO account, young
    FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;
  entered := set_config('acho.account', account::text, true);

  SELECT p.state = 'pending' OR p.proved_at IS NOT NULL INTO holds
    FROM tenant.proof AS p
   WHERE p.account_id = account AND p.step = 'messaging_token'
     FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF holds AND NOT young THEN
    problem := 'session.confirm';
    RETURN;
  END IF;

  DELETE FROM tenant.messaging_token AS m WHERE m.account_id = account;
  DELETE FROM directory.bot AS b WHERE b.account_id = account;
  UPDATE tenant.proof AS p
     SET attempt = p.attempt + 1, state = 'settled', checked_at = NULL, proved_at = NULL, code = NULL,
         token_id = NULL, sealed = NULL, accept_expiry = NULL, due_at = NULL, lease = NULL,
         found_basic_id = NULL, found_name = NULL, line_status = NULL, line_request_id = NULL
   WHERE p.account_id = account AND p.step = 'messaging_token';
END
$$;
