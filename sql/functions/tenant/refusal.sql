-- tenant.refusal: why a member with that role may not, as a problem; asked once tenant.may has said no.
--
-- The role 'setup' is directory.live_session's: of a member who must set up a second factor first.
-- Who: definers of login and link. Reads no data. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.refusal(_role text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE _role WHEN 'setup' THEN 'totp.setup_required' ELSE 'role.denied' END;
GRANT EXECUTE ON FUNCTION tenant.refusal(text) TO acho_login_definer, acho_link_definer;
