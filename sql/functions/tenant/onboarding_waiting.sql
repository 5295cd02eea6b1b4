-- tenant.onboarding_waiting: has the merchant done everything, and something waits for LINE's answer?
--
-- True when tenant.onboarding_step names a step because it is pending. Arguments as there.
-- Who: definers of login, admin and report. A view's functions are executed as its reader, so the report
-- definer passes the right on to acho_report. Reads no data. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.onboarding_waiting(
  _published_at timestamptz, _oa_linked_at timestamptz,
  _login_proved_at timestamptz, _login_state text, _token_proved_at timestamptz, _token_state text)
  RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN _published_at IS NOT NULL AND _oa_linked_at IS NOT NULL
         AND (_login_proved_at IS NOT NULL OR _login_state IS NOT DISTINCT FROM 'pending')
         AND (_token_proved_at IS NOT NULL OR _token_state IS NOT DISTINCT FROM 'pending')
         AND (_login_proved_at IS NULL OR _token_proved_at IS NULL);
GRANT EXECUTE ON FUNCTION
  tenant.onboarding_waiting(timestamptz, timestamptz, timestamptz, text, timestamptz, text)
   TO acho_login_definer, acho_admin_definer;
GRANT EXECUTE ON FUNCTION
  tenant.onboarding_waiting(timestamptz, timestamptz, timestamptz, text, timestamptz, text)
   TO acho_report_definer WITH GRANT OPTION;
