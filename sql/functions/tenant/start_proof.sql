-- tenant.start_proof: a value was pasted; keep it as pending for the account that is set.
--
-- Returns the number of the paste. It takes the place of an earlier paste that LINE has not judged
-- yet, and never of a proved value. Until the lease ends the worker of the request asks LINE; then
-- the courier does.
-- Who: definer of link. Locks the proof's row. Errors: none.
CREATE OR REPLACE FUNCTION tenant.start_proof(
  _step text, _channel_id text, _kid text, _token_id uuid, _sealed bytea, _accept_expiry boolean,
  _lease_seconds integer) RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  number bigint;
BEGIN
  INSERT INTO tenant.proof AS p
         (account_id, step, attempt, state, started_at,
          channel_id, kid, token_id, sealed, accept_expiry, due_at)
  VALUES (tenant.current_account(), _step, 1, 'pending', now(),
          _channel_id, _kid, _token_id, _sealed, _accept_expiry, now() + _lease_seconds * interval '1 s')
  ON CONFLICT (account_id, step) DO UPDATE
     SET attempt = p.attempt + 1, state = 'pending', started_at = now(), checked_at = NULL, code = NULL,
         channel_id = excluded.channel_id, kid = excluded.kid, token_id = excluded.token_id,
         sealed = excluded.sealed, accept_expiry = excluded.accept_expiry, due_at = excluded.due_at,
         tries = 0, lease = NULL,
         found_basic_id = NULL, found_name = NULL, taken_hash = NULL,
         line_status = NULL, line_request_id = NULL
  RETURNING p.attempt INTO number;
  RETURN number;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.start_proof(text, text, text, uuid, bytea, boolean, integer) TO acho_link_definer;
