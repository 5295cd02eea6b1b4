-- previous-binary: runs
-- The log says which role somebody was given.

ALTER TABLE tenant.event ADD role text CHECK (role IN ('owner', 'manager', 'viewer'));
COMMENT ON COLUMN tenant.event.role IS 'The role that was given, offered or taken up: of member.invited, member.joined, member.role_changed.';
DO $$
DECLARE
  part text;
BEGIN
  FOR part IN SELECT i.inhrelid::regclass::text FROM pg_inherits AS i WHERE i.inhparent = 'tenant.event'::regclass LOOP
    EXECUTE format('COMMENT ON COLUMN %s.role IS %L', part, 'As in tenant.event.');
  END LOOP;
END
$$;
GRANT SELECT (role), INSERT (role) ON tenant.event TO acho_login_definer;
GRANT INSERT (role) ON tenant.event TO acho_signup_definer, acho_link_definer, acho_admin_definer;
