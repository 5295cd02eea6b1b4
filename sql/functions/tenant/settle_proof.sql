-- tenant.settle_proof: LINE's answer to the pending paste of a step of the account that is set.
--
-- _code NULL: proved. line.pending: no answer worth the name, ask again after about 5 seconds, then
-- doubling to 5 minutes, with jitter so that a thousand pastes made in one outage do not come back
-- together; later where LINE has named a later time, _retry_after seconds from now. vault.locked waits alike: what is sealed opens once the operator has put the keyring right.
-- Anything else refutes, vault.unreadable among it: the pasted value is dropped, the diagnosis is kept, and
-- a value proved earlier stays. Returns the state the paste has now: proved, pending or refuted.
-- A diagnosis that is not the one the paste had already is an event. What is proved is watched from now on.
-- Callers have locked the pending row and seen that the answer is to this paste.
-- Who: definers of link and courier. Tells acho_proof when there is more to do. Errors: none.
DROP FUNCTION IF EXISTS tenant.settle_proof(text, text, text, text, integer, text),
  tenant.settle_proof(text, text, text, text, integer, text, text);
CREATE OR REPLACE FUNCTION tenant.settle_proof(
  _step text, _code text, _found_basic_id text, _found_name text, _line_status integer, _line_request_id text,
  _line_call text DEFAULT NULL, _retry_after integer DEFAULT NULL)
  RETURNS text
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  IF _code IS NULL OR NOT EXISTS (SELECT FROM tenant.proof AS p
                                   WHERE p.account_id = account AND p.step = _step AND p.code = _code) THEN
    PERFORM tenant.record_event(CASE WHEN _code IS NULL THEN 'line.proved' WHEN _code = 'line.pending' THEN _code
                                     WHEN _code LIKE 'vault.%' THEN 'vault.unreadable'
                                     ELSE 'line.refuted' END,
                                _step, _code, _line_call, _line_status, _line_request_id);
  END IF;

  IF _code IN ('line.pending', 'vault.locked') THEN
    UPDATE tenant.proof AS p
       SET code = _code, checked_at = now(), lease = NULL,
           due_at = now() + greatest(least(5 * 2 ^ least(p.tries, 6), 300) * (0.8 + 0.2 * random()),
                                     least(coalesce(_retry_after, 0), 3600) * (1 + 0.1 * random())) * interval '1 s',
           line_status = _line_status, line_request_id = _line_request_id
     WHERE p.account_id = account AND p.step = _step;
    PERFORM directory.tell('acho_proof');
    RETURN 'pending';
  END IF;

  UPDATE tenant.proof AS p
     SET state = CASE WHEN _code IS NULL THEN 'settled' ELSE 'refuted' END,
         proved_at = CASE WHEN _code IS NULL THEN now() ELSE p.proved_at END,
         code = _code, checked_at = now(),
         channel_id = NULL, kid = NULL, token_id = NULL, sealed = NULL, accept_expiry = NULL,
         due_at = NULL, lease = NULL,
         found_basic_id = CASE WHEN _code IS NOT NULL THEN _found_basic_id END,
         found_name = CASE WHEN _code IS NOT NULL THEN _found_name END,
         line_status = _line_status, line_request_id = _line_request_id
   WHERE p.account_id = account AND p.step = _step;

  -- Half a day to a day from now; then the courier's own interval holds.
  IF _code IS NULL THEN
    INSERT INTO tenant.watch (account_id, step, due_at)
    VALUES (account, _step, now() + (0.5 + 0.5 * random()) * interval '1 day')
    ON CONFLICT (account_id, step) DO UPDATE
       SET due_at = excluded.due_at, lease = NULL, tries = 0, locked_at = NULL, checked_at = NULL, refused_at = NULL, refuted_at = NULL,
           code = NULL, line_call = NULL, line_status = NULL, line_request_id = NULL;
  END IF;
  RETURN CASE WHEN _code IS NULL THEN 'proved' ELSE 'refuted' END;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.settle_proof(text, text, text, text, integer, text, text, integer)
   TO acho_link_definer, acho_courier_definer;
