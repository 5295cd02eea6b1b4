-- report.login_activity: who comes, day by day.
--
-- Counted from the events: of days that are over once, of what came after them now. An index leads to it.
CREATE OR REPLACE VIEW report.login_activity AS
SELECT f.day, f.logins, f.merchants, f.logouts, f.waits, f.merchants_waiting, f.recovery_codes, f.passwords_changed, f.passwords_reset, f.as_of
  FROM report.finished_login_activity AS f
UNION ALL
SELECT (e.at AT TIME ZONE 'Asia/Taipei')::date AS day,
       count(*) FILTER (WHERE e.kind = 'session.opened') AS logins,
       count(DISTINCT e.account_id) FILTER (WHERE e.kind = 'session.opened') AS merchants,
       count(*) FILTER (WHERE e.kind = 'session.closed') AS logouts,
       count(*) FILTER (WHERE e.kind = 'session.throttled') AS waits,
       count(DISTINCT e.account_id) FILTER (WHERE e.kind = 'session.throttled') AS merchants_waiting,
       count(*) FILTER (WHERE e.kind = 'totp.code_used') AS recovery_codes,
       count(*) FILTER (WHERE e.kind = 'password.changed') AS passwords_changed,
       count(*) FILTER (WHERE e.kind = 'password.reset') AS passwords_reset,
       now() AS as_of
  FROM tenant.event AS e
 WHERE e.kind IN ('session.opened', 'session.closed', 'session.throttled', 'totp.code_used', 'password.changed', 'password.reset')
   AND (e.at AT TIME ZONE 'Asia/Taipei')::date > (SELECT coalesce(max(f.day), '-infinity') FROM report.finished_login_activity AS f)
 GROUP BY (e.at AT TIME ZONE 'Asia/Taipei')::date;

COMMENT ON VIEW report.login_activity IS 'How often merchants logged in, and how often that was hard for them. One row per day on which anything of it happened; kept for 400 days unless set otherwise.';
COMMENT ON COLUMN report.login_activity.day IS 'The day, by the clock of Taipei.';
COMMENT ON COLUMN report.login_activity.logins IS 'How often anybody logged in.';
COMMENT ON COLUMN report.login_activity.merchants IS 'To how many different merchant accounts.';
COMMENT ON COLUMN report.login_activity.logouts IS 'How often anybody logged out. Most people just close the page, which is not counted.';
COMMENT ON COLUMN report.login_activity.waits IS 'How often too many wrong passwords made somebody wait. Many at once: somebody is guessing.';
COMMENT ON COLUMN report.login_activity.merchants_waiting IS 'At how many different merchant accounts.';
COMMENT ON COLUMN report.login_activity.recovery_codes IS 'How often somebody used a recovery code instead of the authenticator app.';
COMMENT ON COLUMN report.login_activity.passwords_changed IS 'How many changed their password, knowing the one before.';
COMMENT ON COLUMN report.login_activity.passwords_reset IS 'How many had forgotten it and set another by a mailed link.';
COMMENT ON COLUMN report.login_activity.as_of IS 'When this day was counted. Days that are over are counted once; the rest is counted as you ask.';
