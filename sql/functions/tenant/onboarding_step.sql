-- tenant.onboarding_step: what is to be done next: oa, login_channel, publish, messaging_token or done.
--
-- The first step whose value is missing or refuted, else the first that waits for LINE, else done.
-- A proved value counts whatever was pasted after it; a pending one lets the merchant go on. The
-- arguments are columns of tenant.oa and of the two rows of tenant.standing, NULL where there is no row: of
-- those holds_since as proved_at, so that what LINE no longer takes is to be pasted anew;
-- progress is derived from them here and stored nowhere.
-- Who: definers of login, admin and report. A view's functions are executed as its reader, so the report
-- definer passes the right on to acho_report. Reads no data. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.onboarding_step(
  _oa_at timestamptz, _published_at timestamptz, _oa_linked_at timestamptz,
  _login_proved_at timestamptz, _login_state text, _token_proved_at timestamptz, _token_state text)
  RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE
           WHEN _oa_at IS NULL THEN 'oa'
           WHEN _login_proved_at IS NULL AND _login_state IS DISTINCT FROM 'pending' THEN 'login_channel'
           WHEN _published_at IS NULL OR _oa_linked_at IS NULL THEN 'publish'
           WHEN _token_proved_at IS NULL AND _token_state IS DISTINCT FROM 'pending' THEN 'messaging_token'
           WHEN _login_proved_at IS NULL THEN 'login_channel'
           WHEN _token_proved_at IS NULL THEN 'messaging_token'
           ELSE 'done'
         END;
GRANT EXECUTE ON FUNCTION
  tenant.onboarding_step(timestamptz, timestamptz, timestamptz, timestamptz, text, timestamptz, text)
   TO acho_login_definer, acho_admin_definer;
GRANT EXECUTE ON FUNCTION
  tenant.onboarding_step(timestamptz, timestamptz, timestamptz, timestamptz, text, timestamptz, text)
   TO acho_report_definer WITH GRANT OPTION;
