-- after_restore.sql - before anybody connects to a database that comes out of a backup. As superuser; deploy/restore does it.
--
-- A backup knows nothing of what happened after it. Mails that waited then may have gone out since: they are held
-- (due at infinity) until somebody who has the mail server's log says which; see deploy/restore mails. Who logged out
-- since would be logged in again, and a spent reset link would be good once more: all sessions, logins under way and
-- reset links end, and people log in again.
BEGIN;
UPDATE tenant.outbox SET due_at = 'infinity', lease = NULL WHERE state = 'waiting';
UPDATE directory.find_mail SET due_at = 'infinity', lease = NULL WHERE delivered_at IS NULL AND failed_at IS NULL;
\ir end_all_sessions.sql
DELETE FROM directory.link_token WHERE purpose = 'reset';
COMMIT;
