-- link.whoami: is this a session of this account? Asked before a body is found fault with.
--
-- Problem: session.required.
-- Who: acho_link. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION link.whoami(
  _session bytea, _slug text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM FROM directory.live_session(_session, _slug);
  IF NOT FOUND THEN
    problem := 'session.required';
  END IF;
END
$$;
