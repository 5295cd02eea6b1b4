-- admin.master_known: as the programs ask it, but that it leaves no mark.
--
-- Problem: vault.another_key.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.master_known(_master text, _no integer, _mark bytea, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM directory.master_key AS k WHERE k.master = _master AND k.no = _no AND k.mark <> _mark) THEN
    problem := 'vault.another_key';
  END IF;
END
$$;
