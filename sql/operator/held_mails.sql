-- held_mails.sql - what becomes of the mails that after_restore.sql held. As superuser; deploy/restore mails does it.
--
-- :how is sent (those whose Message-ID stands in the temporary table `sent` went out; the others go now), all (all go
-- now) or none (none goes; they stay as failed and due at infinity, for people to see; admin.mail_retry takes them by their
-- ids alone). Answers how many: noted as sent, going, given up.
BEGIN;
WITH judged AS (
  UPDATE tenant.outbox AS o
     SET state = CASE WHEN s.message_id IS NOT NULL THEN 'delivered' WHEN :'how' = 'none' THEN 'failed' ELSE 'waiting' END,
         due_at = CASE WHEN s.message_id IS NULL AND :'how' <> 'none' THEN now() ELSE o.due_at END,
         settled_at = CASE WHEN s.message_id IS NOT NULL OR :'how' = 'none' THEN now() END,
         last_status = CASE WHEN s.message_id IS NOT NULL THEN 'sent before a restore' WHEN :'how' = 'none' THEN 'not sent after a restore' ELSE o.last_status END
    FROM tenant.outbox AS h
    LEFT JOIN (SELECT DISTINCT message_id FROM sent) AS s ON s.message_id = h.message_id
   WHERE o.account_id = h.account_id AND o.message_id = h.message_id AND h.state = 'waiting' AND h.due_at = 'infinity'
  RETURNING o.state),
lists AS (
  UPDATE directory.find_mail AS f
     SET delivered_at = CASE WHEN s.message_id IS NOT NULL THEN now() END,
         failed_at = CASE WHEN s.message_id IS NULL AND :'how' = 'none' THEN now() END,
         due_at = CASE WHEN s.message_id IS NULL AND :'how' <> 'none' THEN now() ELSE f.due_at END
    FROM directory.find_mail AS h
    LEFT JOIN (SELECT DISTINCT message_id FROM sent) AS s ON s.message_id = h.message_id
   WHERE f.message_id = h.message_id AND h.delivered_at IS NULL AND h.failed_at IS NULL AND h.due_at = 'infinity'
  RETURNING CASE WHEN f.delivered_at IS NOT NULL THEN 'delivered' WHEN f.failed_at IS NOT NULL THEN 'failed' ELSE 'waiting' END AS state)
SELECT count(*) FILTER (WHERE state = 'delivered'), count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'failed')
  FROM (SELECT state FROM judged UNION ALL SELECT state FROM lists) AS every;
COMMIT;
