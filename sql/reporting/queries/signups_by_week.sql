-- How many sign up a week, and how many of them are linked by now?
SELECT date_trunc('week', day)::date AS week, sum(signups) AS signups, sum(linked) AS linked
  FROM report.signups_daily
 WHERE day >= current_date - 84
 GROUP BY week
 ORDER BY week;
