-- report.finished_line_errors: report.line_errors of the days that are over, which change no more.
--
-- As report.finished_login_activity. Nobody reads it directly.
CREATE MATERIALIZED VIEW IF NOT EXISTS report.finished_line_errors AS
SELECT (e.at AT TIME ZONE 'Asia/Taipei')::date AS day,
       e.step,
       e.code,
       e.line_call,
       e.line_status,
       count(*) AS how_many,
       count(DISTINCT e.account_id) AS merchants,
       max(e.at) AS last_at,
       (array_agg(e.line_request_id ORDER BY e.at DESC) FILTER (WHERE e.line_request_id IS NOT NULL))[1] AS last_request_id,
       now() AS as_of
  FROM tenant.event AS e
 WHERE e.code IS NOT NULL
   AND e.code NOT LIKE 'vault.%'
   AND (e.at AT TIME ZONE 'Asia/Taipei')::date < ((now() - interval '1 hour') AT TIME ZONE 'Asia/Taipei')::date
 GROUP BY (e.at AT TIME ZONE 'Asia/Taipei')::date, e.step, e.code, e.line_call, e.line_status;
CREATE UNIQUE INDEX IF NOT EXISTS finished_line_errors_row ON report.finished_line_errors (day, step, code, line_call, line_status);

COMMENT ON MATERIALIZED VIEW report.finished_line_errors IS 'The days of report.line_errors that are over. One row per day, step, diagnosis, question asked of LINE and status of its answer.';
COMMENT ON COLUMN report.finished_line_errors.day IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.step IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.code IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.line_call IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.line_status IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.how_many IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.merchants IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.last_at IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.last_request_id IS 'As in report.line_errors.';
COMMENT ON COLUMN report.finished_line_errors.as_of IS 'As in report.line_errors.';

REVOKE ALL ON report.finished_line_errors FROM acho_report, acho_support;
