-- How many reached each step in a period, how long did it take half of them, and nine of ten, how many of them are stuck there now, since when, and why?
-- psql -v from=2026-01-01 -v to=2026-02-01: from the first instant of the one day up to that of the other, in Taipei.
SELECT position, step, reached, round(median_seconds / 60, 1) AS median_minutes, round(p90_seconds / 60, 1) AS p90_minutes,
       stuck_now, stuck_longest_since, commonest_diagnosis
  FROM report.funnel(:'from', :'to');
