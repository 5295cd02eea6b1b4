-- admin.vault_count: how many values are sealed under which number, of the next _batch accounts by slug.
--
-- A walk: NULL begins it, with the pool of keys; what a call gives as `next`, the same in every row, goes into the next
-- one, until it is NULL. A page without a value is one row without a place.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.vault_count(_after text, _batch integer)
  RETURNS TABLE (next text, place text, number bigint, amount bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  slugs text[];
BEGIN
  SELECT w.next, w.slugs INTO next, slugs FROM directory.walk(_after, _batch) AS w;
  RETURN QUERY
    SELECT vault_count.next, v.place, tenant.key_number(v.sealed), count(*)
      FROM unnest(CASE WHEN _after IS NULL THEN ARRAY[''] END || slugs) AS s (slug) CROSS JOIN LATERAL tenant.sealed_values(s.slug) AS v
     GROUP BY v.place, tenant.key_number(v.sealed);
  IF NOT FOUND THEN
    RETURN NEXT;
  END IF;
END
$$;
