-- tenant.sealed_values: everything that is sealed for that account, and where it stands; '' is the pool of keys that have none.
--
-- The one list of what a new master key concerns; a test holds it against the catalogue. `place` is the table, row_id
-- what the value is sealed for beside the slug. Sets the account.
-- Who: definer of admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.sealed_values(_slug text)
  RETURNS TABLE (place text, row_id uuid, sealed bytea)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  entered text;
BEGIN
  IF _slug = '' THEN
    RETURN QUERY SELECT 'directory.key_pool', k.pool_id, k.sealed FROM directory.key_pool AS k;
    RETURN;
  END IF;
  SELECT g.account_id INTO account FROM directory.slug AS g WHERE g.slug = _slug;
  entered := set_config('acho.account', coalesce(account::text, ''), true);
  RETURN QUERY
    SELECT 'tenant.assertion_key', k.key_id, k.sealed FROM tenant.assertion_key AS k WHERE k.account_id = account
    UNION ALL
    SELECT 'tenant.messaging_token', m.token_id, m.sealed FROM tenant.messaging_token AS m WHERE m.account_id = account
    UNION ALL
    SELECT 'tenant.proof', p.token_id, p.sealed FROM tenant.proof AS p WHERE p.account_id = account AND p.sealed IS NOT NULL
    UNION ALL
    SELECT 'tenant.totp', coalesce(t.totp_id, t.member_id), t.sealed FROM tenant.totp AS t WHERE t.account_id = account;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.sealed_values(text) TO acho_admin_definer;
