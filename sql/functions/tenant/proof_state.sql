-- tenant.proof_state: what to call the state of a step: missing, pending, proved or refuted.
--
-- A proved value wins over whatever was pasted after it. The arguments are columns of tenant.proof,
-- NULL when the step has no row.
-- Who: definer of link. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.proof_state(_proved_at timestamptz, _state text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN _proved_at IS NOT NULL THEN 'proved'
              WHEN _state IN ('pending', 'refuted') THEN _state
              ELSE 'missing' END;
GRANT EXECUTE ON FUNCTION tenant.proof_state(timestamptz, text) TO acho_link_definer;
