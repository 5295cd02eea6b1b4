-- report.line_errors: what LINE complained about, day by day.
--
-- Counted from the events, so a complaint counts once however often the courier asked again: of days that are over
-- once, of what came after them now. An index leads to it.
CREATE OR REPLACE VIEW report.line_errors AS
SELECT f.day, f.step, f.code, f.line_call, f.line_status, f.how_many, f.merchants, f.last_at, f.last_request_id, f.as_of
  FROM report.finished_line_errors AS f
UNION ALL
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
   AND e.code NOT LIKE 'vault.%' -- what did not open here never got to LINE
   AND (e.at AT TIME ZONE 'Asia/Taipei')::date > (SELECT coalesce(max(f.day), '-infinity') FROM report.finished_line_errors AS f)
 GROUP BY (e.at AT TIME ZONE 'Asia/Taipei')::date, e.step, e.code, e.line_call, e.line_status;

COMMENT ON VIEW report.line_errors IS 'What LINE complained about: pastes that were refused or had to wait, and values LINE no longer takes. One row per day (Taipei time), step, diagnosis, question asked of LINE and status of its answer.';
COMMENT ON COLUMN report.line_errors.day IS 'The day, by the clock of Taipei.';
COMMENT ON COLUMN report.line_errors.step IS 'login_channel (channel ID and kid) or messaging_token (the token).';
COMMENT ON COLUMN report.line_errors.code IS 'The diagnosis, such as line.kid_unknown. line.pending: LINE gave no answer that says anything, we ask again by ourselves.';
COMMENT ON COLUMN report.line_errors.line_call IS 'Which of our questions LINE answered so. Empty: not recorded.';
COMMENT ON COLUMN report.line_errors.line_status IS 'HTTP status of LINE''s answer. Empty: no answer came.';
COMMENT ON COLUMN report.line_errors.how_many IS 'How often it happened on that day.';
COMMENT ON COLUMN report.line_errors.merchants IS 'To how many merchant accounts.';
COMMENT ON COLUMN report.line_errors.last_at IS 'When it happened last.';
COMMENT ON COLUMN report.line_errors.last_request_id IS 'LINE''s number (X-Line-Request-Id) of the last such answer that had one. LINE''s support asks for it.';
COMMENT ON COLUMN report.line_errors.as_of IS 'When this day was counted. Days that are over are counted once; the rest is counted as you ask.';
