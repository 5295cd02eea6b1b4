-- previous-binary: runs
-- An invitation's mail says who invites, and to what.

ALTER TABLE tenant.invitation ADD invited_by uuid;
COMMENT ON COLUMN tenant.invitation.invited_by IS 'The member who invited, last; NULL: before this was kept.';
GRANT INSERT (invited_by) ON tenant.invitation TO acho_login_definer;
GRANT SELECT (role, invited_by) ON tenant.invitation TO acho_courier_definer;
