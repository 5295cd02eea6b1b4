-- admin.token_health: what LINE last said about each value that account has proved.
--
-- state: proved; doubted (LINE has refused it once); refuted (twice, far enough apart). checked_at is when
-- LINE last said yes or no, NULL when it has not been asked since the value was proved; the rest
-- belongs to that answer. No row for an unknown account or one that has proved nothing.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.token_health(_slug text)
  RETURNS TABLE (step text, state text, code text, checked_at timestamptz,
                 line_call text, line_status integer, line_request_id text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
BEGIN
  IF account IS NULL THEN
    RETURN;
  END IF;

  RETURN QUERY
    SELECT w.step,
           CASE WHEN w.refuted_at IS NOT NULL THEN 'refuted' WHEN w.refused_at IS NOT NULL THEN 'doubted' ELSE 'proved' END,
           w.code, w.checked_at, w.line_call, w.line_status, w.line_request_id
      FROM tenant.watch AS w
     WHERE w.account_id = account
     ORDER BY w.step;
END
$$;
