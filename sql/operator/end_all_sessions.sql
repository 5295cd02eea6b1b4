-- end_all_sessions.sql - everybody is logged out, everywhere, and logs in again. As superuser.
--
-- Logins under way come to nothing as well. Of one account: acho-admin session end SLUG.
DELETE FROM directory.login_attempt;
DELETE FROM tenant.session;
DELETE FROM directory.session;
