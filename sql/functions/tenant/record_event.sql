-- tenant.record_event: something happened to the account that is set; see tenant.event.
--
-- Who: definers of link and courier. Locks nothing. Raises 23514 for a kind that is no kind.
CREATE OR REPLACE FUNCTION tenant.record_event(
  _kind text, _step text, _code text, _line_call text, _line_status integer, _line_request_id text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO tenant.event (account_id, kind, step, code, line_call, line_status, line_request_id)
  VALUES (tenant.current_account(), _kind, _step, _code, _line_call, _line_status, _line_request_id);
END
$$;
GRANT EXECUTE ON FUNCTION tenant.record_event(text, text, text, text, integer, text)
   TO acho_link_definer, acho_courier_definer;
