-- What did LINE complain about within a week, how often, and to how many merchants?
SELECT code, step, sum(how_many) AS how_often, max(merchants) AS merchants_a_day, max(last_at) AS last_at
  FROM report.line_errors
 WHERE day >= current_date - 7
 GROUP BY code, step
 ORDER BY how_often DESC, code, step;
