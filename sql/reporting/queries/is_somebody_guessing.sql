-- Is somebody guessing passwords? Logins and waits, day by day.
SELECT day, logins, merchants, waits, merchants_waiting, passwords_reset
  FROM report.login_activity
 WHERE day >= current_date - 14
 ORDER BY day DESC;
