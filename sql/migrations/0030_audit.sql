-- previous-binary: runs
-- The audit names whom an act was about, and who did it even when that member has left since.

ALTER TABLE tenant.event ADD about text CHECK (about !~ '[\r\n]');
COMMENT ON COLUMN tenant.event.about IS 'Address of whom it was about, when that is not who did it: invited, taken out, given a role; for a change of address the other one. NULL: nobody else.';
DO $$
DECLARE
  part text;
BEGIN
  FOR part IN SELECT i.inhrelid::regclass::text FROM pg_inherits AS i WHERE i.inhparent = 'tenant.event'::regclass LOOP
    EXECUTE format('COMMENT ON COLUMN %s.about IS %L', part, 'As in tenant.event.');
  END LOOP;
END
$$;
GRANT SELECT (about), INSERT (about) ON tenant.event TO acho_login_definer;
GRANT INSERT (about) ON tenant.event TO acho_signup_definer, acho_link_definer, acho_admin_definer;
GRANT SELECT (about) ON tenant.event TO acho_report_definer;

CREATE TABLE tenant.former_member (
  account_id  bigint NOT NULL REFERENCES tenant.account (account_id),
  member_id   uuid NOT NULL,
  email       text NOT NULL CHECK (email !~ '[\r\n]'),
  left_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, member_id)
);
CREATE INDEX former_member_left_at ON tenant.former_member (left_at);
COMMENT ON TABLE tenant.former_member IS 'Who has left an account or was taken out, for as long as there are events of theirs.';
COMMENT ON COLUMN tenant.former_member.account_id IS 'The account.';
COMMENT ON COLUMN tenant.former_member.member_id IS 'As it stood in tenant.member, and stands in tenant.event.';
COMMENT ON COLUMN tenant.former_member.email IS 'Their address at the end.';
COMMENT ON COLUMN tenant.former_member.left_at IS 'When.';

ALTER TABLE tenant.former_member ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.former_member TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.former_member TO acho_courier_definer USING (true) WITH CHECK (true);
CREATE POLICY report ON tenant.former_member FOR SELECT TO acho_report_definer USING (true);
GRANT SELECT, INSERT (account_id, member_id, email) ON tenant.former_member TO acho_login_definer;
GRANT SELECT (account_id, member_id, left_at), DELETE ON tenant.former_member TO acho_courier_definer;
GRANT SELECT (account_id, member_id, email) ON tenant.former_member TO acho_report_definer;
