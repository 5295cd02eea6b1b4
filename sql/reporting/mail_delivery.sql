-- report.mail_delivery: what became of our mails, a row a day and kind.
--
-- Of what a mail server said only its number is shown: its sentences often repeat the address. The mails that
-- list all accounts of an address belong to no account and are not here.
CREATE OR REPLACE VIEW report.mail_delivery AS
SELECT (o.created_at AT TIME ZONE 'Asia/Taipei')::date AS day,
       o.kind,
       count(*) AS mails,
       count(*) FILTER (WHERE o.state = 'delivered') AS delivered,
       count(*) FILTER (WHERE o.state = 'merged') AS merged,
       count(*) FILTER (WHERE o.state = 'waiting') AS waiting,
       count(*) FILTER (WHERE o.state = 'failed') AS failed,
       round((percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', o.settled_at - o.created_at))
                FILTER (WHERE o.state = 'delivered'))::numeric, 1) AS median_seconds,
       round(max(date_part('epoch', o.settled_at - o.created_at)) FILTER (WHERE o.state = 'delivered')::numeric, 1) AS slowest_seconds,
       mode() WITHIN GROUP (ORDER BY coalesce(substring(o.last_status FROM '^[45][0-9]{2}'), 'no answer'))
         FILTER (WHERE o.state IN ('waiting', 'failed') AND o.last_status IS NOT NULL) AS commonest_refusal
  FROM tenant.outbox AS o
 GROUP BY (o.created_at AT TIME ZONE 'Asia/Taipei')::date, o.kind;

COMMENT ON VIEW report.mail_delivery IS 'What became of the mails we wrote to merchants. One row per day and kind of mail. Delivered mails are forgotten after 30 days, failed ones stay: look at the last 30 days only when you compare.';
COMMENT ON COLUMN report.mail_delivery.day IS 'The day the mail was written, by the clock of Taipei.';
COMMENT ON COLUMN report.mail_delivery.kind IS 'What the mail was about, such as welcome, reset or messaging_token_refuted.';
COMMENT ON COLUMN report.mail_delivery.mails IS 'How many were written.';
COMMENT ON COLUMN report.mail_delivery.delivered IS 'How many of these our mail server took. It may still be refused further on.';
COMMENT ON COLUMN report.mail_delivery.merged IS 'How many were not sent by themselves because their content went out with another mail.';
COMMENT ON COLUMN report.mail_delivery.waiting IS 'How many are still to be sent, or to be tried again.';
COMMENT ON COLUMN report.mail_delivery.failed IS 'How many were given up.';
COMMENT ON COLUMN report.mail_delivery.median_seconds IS 'Half of the delivered ones took at most this many seconds. Empty: none was delivered.';
COMMENT ON COLUMN report.mail_delivery.slowest_seconds IS 'The slowest delivered one took this many seconds. Empty: none was delivered.';
COMMENT ON COLUMN report.mail_delivery.commonest_refusal IS 'What the mail server said most often of those that wait or failed: its number, such as 550 (no such mailbox), or no answer. Empty: it refused none.';
