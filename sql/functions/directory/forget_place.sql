-- directory.forget_place: whoever logs in to an account has not failed there; its tallies have one less.
--
-- Who: definer of login. Locks the rows that go. Errors: none.
CREATE OR REPLACE FUNCTION directory.forget_place(_slug text, _address_hash bytea, _ip text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM directory.tally AS t
   WHERE t.slug_hash = sha256(convert_to(_slug, 'UTF8'))
     AND t.tally_key IN (directory.tally_key('address', _address_hash, NULL), directory.tally_key('network', NULL, _ip));
END
$$;
GRANT EXECUTE ON FUNCTION directory.forget_place(text, bytea, text) TO acho_login_definer;
