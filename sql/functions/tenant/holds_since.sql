-- tenant.holds_since: since when a proved value holds; NULL: none does, or LINE takes it no longer.
--
-- The arguments are proved_at of tenant.proof and refuted_at of tenant.watch, NULL where there is no row.
-- Who: definers of login and report. A view's functions are executed as its reader, so the report
-- definer passes the right on to acho_report. Reads no data. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.holds_since(_proved_at timestamptz, _refuted_at timestamptz) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN _refuted_at IS NULL THEN _proved_at END;
GRANT EXECUTE ON FUNCTION tenant.holds_since(timestamptz, timestamptz) TO acho_login_definer;
GRANT EXECUTE ON FUNCTION tenant.holds_since(timestamptz, timestamptz) TO acho_report_definer WITH GRANT OPTION;
