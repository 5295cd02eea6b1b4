-- tenant.may: may a member of that role do that? Never NULL: what is not known may nothing.
--
-- One expression, so that the planner folds it into the caller's.
-- Who: definers of login and link. Reads no data. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.may(_role text, _act text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(_act = ANY (tenant.acts(_role)), false);
GRANT EXECUTE ON FUNCTION tenant.may(text, text) TO acho_login_definer, acho_link_definer;
