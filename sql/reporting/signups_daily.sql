-- report.signups_daily: how many merchants signed up, day by day, and how far those of a day have come.
--
-- Counted from report.onboarding. A deleted account counts nowhere.
CREATE OR REPLACE VIEW report.signups_daily AS
SELECT d.day, d.signups, d.oa_entered, d.linked, round(100.0 * d.linked / d.signups, 1) AS linked_percent,
       d.as_of
  FROM (SELECT (o.signed_up_at AT TIME ZONE 'Asia/Taipei')::date AS day,
               count(*) AS signups,
               count(o.login_channel) AS oa_entered,
               count(*) FILTER (WHERE o.step = 'done') AS linked,
               max(o.as_of) AS as_of
          FROM report.onboarding AS o
         GROUP BY (o.signed_up_at AT TIME ZONE 'Asia/Taipei')::date) AS d;

COMMENT ON VIEW report.signups_daily IS 'How many merchants signed up on each day, and how many of them have their LINE Official Account linked by now. One row per day on which anybody signed up; accounts that were deleted since are not counted.';
COMMENT ON COLUMN report.signups_daily.day IS 'The day of signing up, by the clock of Taipei.';
COMMENT ON COLUMN report.signups_daily.signups IS 'How many merchants signed up on that day.';
COMMENT ON COLUMN report.signups_daily.oa_entered IS 'How many of these have entered an Official Account, on that day or since.';
COMMENT ON COLUMN report.signups_daily.linked IS 'How many of these are done with all steps today.';
COMMENT ON COLUMN report.signups_daily.linked_percent IS 'The same out of a hundred.';
COMMENT ON COLUMN report.signups_daily.as_of IS 'When this was counted. With more than 20,000 merchants that is done every few minutes, else as you ask.';
