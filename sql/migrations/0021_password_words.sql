-- previous-binary: runs
-- A new password is held against the person to talk to and the Official Account's name too.

GRANT SELECT (contact) ON tenant.account TO acho_login_definer;
GRANT SELECT (name) ON tenant.oa TO acho_login_definer;
