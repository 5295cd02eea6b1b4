-- admin.vault_read: what is sealed under a number lower than _line, or _totp for second factors, in the next _batch accounts by slug.
--
-- NULL for a number: those are left alone. A walk as in admin.vault_count. The caller opens and seals anew, and puts the
-- new seal in place by admin.vault_write; between the two calls no transaction is open.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.vault_read(_after text, _batch integer, _line bigint, _totp bigint)
  RETURNS TABLE (next text, place text, slug text, row_id uuid, sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  slugs text[];
BEGIN
  SELECT w.next, w.slugs INTO next, slugs FROM directory.walk(_after, _batch) AS w;
  RETURN QUERY
    SELECT vault_read.next, v.place, s.slug, v.row_id, v.sealed
      FROM unnest(CASE WHEN _after IS NULL THEN ARRAY[''] END || slugs) AS s (slug) CROSS JOIN LATERAL tenant.sealed_values(s.slug) AS v
     WHERE tenant.key_number(v.sealed) < CASE WHEN v.place = 'tenant.totp' THEN _totp ELSE _line END;
  IF NOT FOUND THEN
    RETURN NEXT;
  END IF;
END
$$;
