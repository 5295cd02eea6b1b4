-- tenant.acts: what each role may do in an account. This is the one place that says so.
--
--   oa.read         see how the Official Account is linked       owner  manager  viewer
--   oa.write        link it: every step, every key and token     owner  manager
--   team.read       see who is in the account                    owner  manager  viewer
--   team.write      invite, change roles, remove                 owner
--   audit.read      read what happened                           owner
--   account.write   what concerns the account as a whole         owner
--   account.delete  have it deleted                              owner
--   account.export  take its data along                          owner
--
-- What is a person's own (password, sessions, address, second factor, leaving) takes no act. A role that
-- is not known may nothing, nor may 'setup' of directory.live_session.
-- Who: definers of login and link. Reads no data. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.acts(_role text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE _role
           WHEN 'owner' THEN ARRAY['oa.read', 'oa.write', 'team.read', 'team.write', 'audit.read',
                                   'account.write', 'account.delete', 'account.export']
           WHEN 'manager' THEN ARRAY['oa.read', 'oa.write', 'team.read']
           WHEN 'viewer' THEN ARRAY['oa.read', 'team.read']
           ELSE ARRAY[]::text[]
         END;
GRANT EXECUTE ON FUNCTION tenant.acts(text) TO acho_login_definer, acho_link_definer;
