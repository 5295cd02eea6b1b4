-- Do our mails arrive? By day and kind, those that wait or were refused first.
SELECT day, kind, mails, delivered, waiting, failed, median_seconds
  FROM report.mail_delivery
 WHERE day >= current_date - 7
 ORDER BY waiting + failed DESC, day DESC, kind;
