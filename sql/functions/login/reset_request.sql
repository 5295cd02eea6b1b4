-- login.reset_request: somebody has forgotten the password of an address in an account.
--
-- One row, whatever slug and address: nothing is asked, so known ones answer like unknown ones. The
-- courier finds out whom to write to.
-- Problem: none. Who: acho_login. Locks nothing. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.reset_request(_slug text, _email text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO directory.reset_request (slug, address_hash) VALUES (_slug, directory.address_hash(_email));
  PERFORM directory.tell('acho_outbox');
END
$$;
