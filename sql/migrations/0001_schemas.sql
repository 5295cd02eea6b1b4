-- previous-binary: runs
-- The schemas, who owns them and what a new function may be called by.
--
-- tenant     what belongs to an account; every key starts with account_id; row-level security forced
-- directory  look-ups that come before the account is known: hashes and ids only
-- signup, login, link, courier   the functions of one program each, owned by that schema's definer
-- report     the views people read

SET LOCAL ROLE pg_database_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
RESET ROLE;

CREATE SCHEMA tenant;
CREATE SCHEMA directory;
COMMENT ON SCHEMA tenant IS 'What belongs to an account. Row-level security is forced on every table.';
COMMENT ON SCHEMA directory IS 'Look-ups that come before the account is known: hashes and ids only.';

GRANT USAGE ON SCHEMA tenant, directory
   TO acho_signup_definer, acho_login_definer, acho_link_definer, acho_courier_definer;
GRANT USAGE ON SCHEMA tenant TO acho_report_definer;

CREATE SCHEMA signup AUTHORIZATION acho_signup_definer
  GRANT USAGE ON SCHEMA signup TO acho_signup;
CREATE SCHEMA login AUTHORIZATION acho_login_definer
  GRANT USAGE ON SCHEMA login TO acho_login;
CREATE SCHEMA link AUTHORIZATION acho_link_definer
  GRANT USAGE ON SCHEMA link TO acho_link;
CREATE SCHEMA courier AUTHORIZATION acho_courier_definer
  GRANT USAGE ON SCHEMA courier TO acho_courier;
CREATE SCHEMA report AUTHORIZATION acho_report_definer
  GRANT USAGE ON SCHEMA report TO acho_report;

-- PostgreSQL lets everybody execute a new function. Here nobody may, except the worker whose schema
-- it stands in; a helper in tenant or directory names its definers itself.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES
  FOR ROLE acho_signup_definer, acho_login_definer, acho_link_definer, acho_courier_definer,
           acho_report_definer
  REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

ALTER DEFAULT PRIVILEGES FOR ROLE acho_signup_definer IN SCHEMA signup
  GRANT EXECUTE ON FUNCTIONS TO acho_signup;
ALTER DEFAULT PRIVILEGES FOR ROLE acho_login_definer IN SCHEMA login
  GRANT EXECUTE ON FUNCTIONS TO acho_login;
ALTER DEFAULT PRIVILEGES FOR ROLE acho_link_definer IN SCHEMA link
  GRANT EXECUTE ON FUNCTIONS TO acho_link;
ALTER DEFAULT PRIVILEGES FOR ROLE acho_courier_definer IN SCHEMA courier
  GRANT EXECUTE ON FUNCTIONS TO acho_courier;
ALTER DEFAULT PRIVILEGES FOR ROLE acho_report_definer IN SCHEMA report
  GRANT SELECT ON TABLES TO acho_report;

-- The account a function acts for: what it has set transaction-locally, else NULL, and then every
-- policy hides every row. Outside a function the setting reads '' after first use, hence nullif.
-- It stands here and not among sql/functions because the policies of the next migrations need it.
-- The body is parsed now, so it needs no search_path, and without one the planner inlines it: a
-- policy costs what `account_id = constant` costs and can use the primary key.
CREATE FUNCTION tenant.current_account() RETURNS bigint
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('acho.account', true), '')::bigint;
GRANT EXECUTE ON FUNCTION tenant.current_account()
   TO acho_signup_definer, acho_login_definer, acho_link_definer, acho_courier_definer;
