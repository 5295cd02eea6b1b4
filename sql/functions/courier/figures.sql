-- courier.figures: what waits for the courier, and for how long; for the operators' alarms.
--
-- mails_*: mails and lists of login URLs that are due, or were tried and failed; those that are held back because
-- their recipient has had as many as may be wait for nobody. mails_seconds: for how long they have waited and none has
-- gone out, so that one full mailbox does not look like a mail server that is down. proofs_*: pastes LINE has not answered for, those of
-- suspended accounts aside. watches_late: proved values that should have been asked about an hour ago. keys_*: keys
-- ready, and accounts that wait for one. Seconds are since the oldest of them came, 0
-- without one.
-- Who: acho_courier. Locks nothing; reads what waits, not what is done. Errors: none.
CREATE OR REPLACE FUNCTION courier.figures()
  RETURNS TABLE (mails_waiting bigint, mails_seconds bigint, proofs_waiting bigint, proofs_seconds bigint,
                 watches_late bigint, keys_free bigint, keys_wanted bigint)
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT m.n, m.seconds, p.n, p.seconds,
         (SELECT count(*) FROM tenant.watch AS w WHERE w.due_at <= now() - interval '1 hour'),
         (SELECT count(*) FROM directory.key_pool AS k WHERE k.account_id IS NULL),
         (SELECT count(*) FROM directory.key_wanted AS w)
    FROM (SELECT count(*) AS n,
                 coalesce(ceil(extract(epoch FROM now() - CASE WHEN count(*) > 0 THEN greatest(
                   min(w.created_at),
                   (SELECT max(o.settled_at) FROM tenant.outbox AS o WHERE o.state = 'delivered'),
                   (SELECT max(f.delivered_at) FROM directory.find_mail AS f)) END)), 0)::bigint AS seconds
            FROM (SELECT o.created_at FROM tenant.outbox AS o
                   WHERE o.state = 'waiting' AND (o.tries > 0 OR o.due_at <= now()) AND o.due_at < 'infinity'
                  UNION ALL
                  SELECT f.created_at FROM directory.find_mail AS f
                   WHERE f.delivered_at IS NULL AND f.failed_at IS NULL
                     AND (f.tries > 0 OR f.due_at <= now()) AND f.due_at < 'infinity') AS w) AS m
   CROSS JOIN (SELECT count(*) AS n, coalesce(ceil(extract(epoch FROM now() - min(q.started_at))), 0)::bigint AS seconds
                 FROM tenant.proof AS q
                WHERE q.state = 'pending' AND q.due_at < 'infinity') AS p
$$;
