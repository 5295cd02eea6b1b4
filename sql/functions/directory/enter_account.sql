-- directory.enter_account: an operator's way in: the account of that slug, which is set; NULL, and none is set, without one.
--
-- For functions of admin alone: to everybody else a slug opens nothing.
-- Who: definer of admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION directory.enter_account(_slug text)
  RETURNS bigint
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  entered text;
BEGIN
  SELECT g.account_id INTO account FROM directory.slug AS g WHERE g.slug = _slug;
  entered := set_config('acho.account', coalesce(account::text, ''), true);
  RETURN account;
END
$$;
GRANT EXECUTE ON FUNCTION directory.enter_account(text) TO acho_admin_definer;
