-- Of those who signed up within 30 days, how many reached each step, and how long did it take half of them, and nine of ten?
SELECT position, step, count(*) AS reached, count(*) FILTER (WHERE is_stuck) AS stuck_now,
       round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric / 60, 1) AS median_minutes,
       round(percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)::numeric / 60, 1) AS p90_minutes
  FROM report.onboarding_steps
 WHERE signed_up_at >= now() - interval '30 days'
 GROUP BY position, step
 ORDER BY position;
