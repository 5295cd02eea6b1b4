-- Whom should we call: who has been stuck longest, where, and what did LINE say last?
SELECT slug, company, step, now() - stuck_since AS for_so_long, last_diagnosis
  FROM report.onboarding_steps
 WHERE is_stuck AND stuck_since < now() - interval '1 day'
 ORDER BY stuck_since
 LIMIT 50;
