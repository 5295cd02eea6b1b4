-- courier.master_known: directory.master_known, of a master key for line. Asked on each new connection, for nobody.
--
-- Problem: vault.another_key, also of a key for anything else.
-- Who: acho_courier. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION courier.master_known(_master text, _no integer, _mark bytea, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF _master <> 'line' OR NOT directory.master_known(_master, _no, _mark) THEN
    problem := 'vault.another_key';
  END IF;
END
$$;
