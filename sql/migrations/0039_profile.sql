-- previous-binary: runs
-- What was said of an account at sign-up may be said anew.

GRANT UPDATE (company, contact, phone, locale) ON tenant.account TO acho_login_definer;
