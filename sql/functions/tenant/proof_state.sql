-- tenant.proof_state: what to call the state of a step: missing, pending, proved or refuted.
--
-- A proved value wins over whatever was pasted after it, unless LINE takes it no longer: then it is refuted
-- while nothing newer is pending. The arguments are columns of tenant.proof and of tenant.watch, NULL when
-- the step has no row.
-- Who: definers of link and admin. Locks nothing. Errors: none.
DROP FUNCTION IF EXISTS tenant.proof_state(timestamptz, text);
CREATE OR REPLACE FUNCTION tenant.proof_state(_proved_at timestamptz, _state text, _refuted_at timestamptz) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN _proved_at IS NOT NULL AND _refuted_at IS NULL THEN 'proved'
              WHEN _state = 'pending' THEN 'pending'
              WHEN _state = 'refuted' OR _proved_at IS NOT NULL THEN 'refuted'
              ELSE 'missing' END;
GRANT EXECUTE ON FUNCTION tenant.proof_state(timestamptz, text, timestamptz) TO acho_link_definer, acho_admin_definer;
