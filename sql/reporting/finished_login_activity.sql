-- report.finished_login_activity: report.login_activity of the days that are over, which change no more.
--
-- Materialised once a day, see report.refresh: ten million events are then read once. A day is over an hour after
-- midnight, when the last transaction of that day has long ended. Nobody reads it directly.
CREATE MATERIALIZED VIEW IF NOT EXISTS report.finished_login_activity AS
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
   AND (e.at AT TIME ZONE 'Asia/Taipei')::date < ((now() - interval '1 hour') AT TIME ZONE 'Asia/Taipei')::date
 GROUP BY (e.at AT TIME ZONE 'Asia/Taipei')::date;
CREATE UNIQUE INDEX IF NOT EXISTS finished_login_activity_day ON report.finished_login_activity (day);

COMMENT ON MATERIALIZED VIEW report.finished_login_activity IS 'The days of report.login_activity that are over. One row per day on which anything happened.';
COMMENT ON COLUMN report.finished_login_activity.day IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.logins IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.merchants IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.logouts IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.waits IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.merchants_waiting IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.recovery_codes IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.passwords_changed IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.passwords_reset IS 'As in report.login_activity.';
COMMENT ON COLUMN report.finished_login_activity.as_of IS 'As in report.login_activity.';

REVOKE ALL ON report.finished_login_activity FROM acho_report, acho_support;
