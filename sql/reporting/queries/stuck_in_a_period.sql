-- Of those who signed up in a period, who is stuck now, where, since when, and what did LINE say last?
-- psql -v from=2026-01-01 -v to=2026-02-01, as in funnel_of_a_period.sql.
SELECT slug, company, step, stuck_since, last_diagnosis
  FROM report.onboarding_steps
 WHERE is_stuck AND signed_up_at >= :'from'::timestamptz AND signed_up_at < :'to'::timestamptz
 ORDER BY stuck_since
 LIMIT 500;
