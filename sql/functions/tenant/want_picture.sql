-- tenant.want_picture: LINE has said where the picture of the Official Account of the account that is set is kept.
--
-- _url NULL: it has none. The same address again changes nothing, be the picture fetched or given up; another one
-- is fetched soon, and the picture of before stays until then.
-- Who: definers of link and courier. Locks the picture. Tells acho_picture. Errors: none.
CREATE OR REPLACE FUNCTION tenant.want_picture(_url text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  IF _url IS NULL THEN
    DELETE FROM tenant.oa_picture AS p WHERE p.account_id = account;
    RETURN;
  END IF;
  INSERT INTO tenant.oa_picture AS p (account_id, url, due_at) VALUES (account, _url, now())
  ON CONFLICT (account_id) DO UPDATE SET url = excluded.url, tries = 0, due_at = excluded.due_at, lease = NULL
   WHERE p.url <> excluded.url;
  IF FOUND THEN
    PERFORM directory.tell('acho_picture');
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.want_picture(text) TO acho_link_definer, acho_courier_definer;
