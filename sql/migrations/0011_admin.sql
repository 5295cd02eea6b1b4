-- previous-binary: runs
-- The functions of acho-admin, the operator's command. It names an account by its slug; its definer,
-- like those of the request path, sees only the account that the function has set.

CREATE SCHEMA admin AUTHORIZATION acho_admin_definer
  GRANT USAGE ON SCHEMA admin TO acho_admin;
ALTER DEFAULT PRIVILEGES FOR ROLE acho_admin_definer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE acho_admin_definer IN SCHEMA admin
  GRANT EXECUTE ON FUNCTIONS TO acho_admin;
GRANT USAGE ON SCHEMA tenant, directory TO acho_admin_definer;
GRANT EXECUTE ON FUNCTION tenant.current_account() TO acho_admin_definer;
GRANT SELECT (slug, account_id) ON directory.slug TO acho_admin_definer;

CREATE POLICY admin ON tenant.watch TO acho_admin_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT SELECT (account_id, step, due_at, lease, checked_at, refused_at, refuted_at, code, line_call, line_status, line_request_id),
      UPDATE (due_at)
   ON tenant.watch TO acho_admin_definer;
