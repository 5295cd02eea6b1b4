-- How many shops that signed up within the last week are stuck at the key step, and why?
SELECT coalesce(last_diagnosis, 'nothing pasted yet') AS why, count(*) AS shops, min(stuck_since) AS longest_since
  FROM report.onboarding_steps
 WHERE step = 'login_channel' AND is_stuck AND signed_up_at >= now() - interval '7 days'
 GROUP BY why
 ORDER BY shops DESC, why;
