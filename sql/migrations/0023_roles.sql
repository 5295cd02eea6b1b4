-- previous-binary: runs
-- Roles: what a member may do in an account.
--
-- A session carries its member's role, so that every function knows it from the one look-up it makes
-- anyway. Whoever changes a member's role changes it there too, in the same transaction.

ALTER TABLE tenant.member
  DROP CONSTRAINT member_role_check,
  ADD CONSTRAINT member_role_check CHECK (role IN ('owner', 'manager', 'viewer'));
COMMENT ON COLUMN tenant.member.role IS 'What the person may do in the account: owner, manager or viewer, see tenant.acts().';

-- Until now everybody was an owner.
ALTER TABLE directory.session
  ADD role text COLLATE "C" NOT NULL DEFAULT 'owner' CHECK (role IN ('owner', 'manager', 'viewer'));
COMMENT ON COLUMN directory.session.role IS 'Role of that member: that of tenant.member, at any time.';
GRANT UPDATE (role) ON directory.session TO acho_login_definer;
