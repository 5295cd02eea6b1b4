-- tenant.forget_token: the account that is set no longer has a token, proved or pending, nor its Official Account
-- and the picture of it.
--
-- The number of the paste goes up, so an answer still under way changes nothing.
-- Callers have locked the proof's row.
-- Who: definers of link and admin. Locks the token's watch, the token, then as directory.free_bot. Errors: none.
CREATE OR REPLACE FUNCTION tenant.forget_token() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  DELETE FROM tenant.watch AS w WHERE w.account_id = account AND w.step = 'messaging_token';
  DELETE FROM tenant.messaging_token AS m WHERE m.account_id = account;
  PERFORM directory.free_bot(NULL);
  UPDATE tenant.proof AS p
     SET attempt = p.attempt + 1, state = 'settled', checked_at = NULL, proved_at = NULL, code = NULL,
         token_id = NULL, sealed = NULL, accept_expiry = NULL, due_at = NULL, lease = NULL,
         found_basic_id = NULL, found_name = NULL, taken_hash = NULL, line_status = NULL, line_request_id = NULL
   WHERE p.account_id = account AND p.step = 'messaging_token';
END
$$;
GRANT EXECUTE ON FUNCTION tenant.forget_token() TO acho_link_definer, acho_admin_definer;
