-- courier.retention: remove what has served its time; returns how many rows went.
--
-- Attempts and sessions that ended, sign-up keys after 24 hours, forgotten throttles, tallies and browsers, pool keys whose
-- lease lapsed, delivered and merged mails after 30 days, counts of mails after their day, expired links,
-- requests for a taken Official Account 30 days after they were answered or, unanswered, made, changes of
-- address 30 days after they were made or, unconfirmed, asked for, invitations after 30 days, former members with the last of their events (acho.audit_days, as courier.partitions). Failed mails stay for people to see. At
-- most 5,000 rows of a kind a call: call again while the answer is that large. Meant for every few minutes;
-- sessions, throttles and requests are looked through whole, since an index on a time that every use moves
-- would cost more.
-- Each DELETE asks its question twice: inside to bound the batch, outside because a row that was in use
-- when it was found may have got a new lease of life by the time its lock is free.
-- Who: acho_courier. Locks what it deletes, tallies, throttles and sessions last. Errors: none.
CREATE OR REPLACE FUNCTION courier.retention() RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  batch CONSTANT integer := 5000;
  -- A whole month goes at once, when its last day has served its time.
  kept CONSTANT interval := interval '1 month' + make_interval(days => greatest(
    90, coalesce(nullif(current_setting('acho.audit_days', true), ''), '400')::integer));
  gone bigint := 0;
  removed bigint;
BEGIN
  DELETE FROM directory.login_attempt AS l
   WHERE l.expires_at <= now()
     AND l.attempt_hash IN (SELECT e.attempt_hash FROM directory.login_attempt AS e
                             WHERE e.expires_at <= now() LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM directory.idempotency AS i
   WHERE i.created_at <= now() - interval '24 hours'
     AND i.key_hash IN (SELECT e.key_hash FROM directory.idempotency AS e
                         WHERE e.created_at <= now() - interval '24 hours' LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM directory.device AS d
   WHERE d.device_hash IN (SELECT e.device_hash FROM directory.device AS e WHERE e.expires_at <= now() LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM directory.key_pool AS k WHERE k.leased_until <= now();
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM tenant.outbox AS o
   WHERE (o.account_id, o.message_id) IN (
           SELECT e.account_id, e.message_id FROM tenant.outbox AS e
            WHERE e.state IN ('delivered', 'merged') AND e.settled_at <= now() - interval '30 days'
            LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM directory.find_mail AS f
   WHERE f.message_id IN (SELECT e.message_id FROM directory.find_mail AS e
                           WHERE e.delivered_at <= now() - interval '30 days' LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM directory.mail_count AS c
   WHERE c.day_ends_at <= now()
     AND c.mail_key IN (SELECT e.mail_key FROM directory.mail_count AS e WHERE e.day_ends_at <= now() LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM directory.link_token AS t
   WHERE t.token_hash IN (SELECT e.token_hash FROM directory.link_token AS e
                           WHERE e.expires_at <= now() LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM directory.release AS r
   WHERE coalesce(r.told_at, r.asked_at) <= now() - interval '30 days'
     AND (r.bot_hash, r.account_id) IN (
           SELECT e.bot_hash, e.account_id FROM directory.release AS e
            WHERE coalesce(e.told_at, e.asked_at) <= now() - interval '30 days' LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM tenant.address_change AS c
   WHERE coalesce(c.changed_at, c.asked_at) <= now() - interval '30 days'
     AND (c.account_id, c.change_id) IN (
           SELECT e.account_id, e.change_id FROM tenant.address_change AS e
            WHERE e.asked_at <= now() - interval '30 days'
              AND coalesce(e.changed_at, e.asked_at) <= now() - interval '30 days' LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM tenant.invitation AS i
   WHERE i.invited_at <= now() - interval '30 days'
     AND (i.account_id, i.invitation_id) IN (
           SELECT e.account_id, e.invitation_id FROM tenant.invitation AS e
            WHERE e.invited_at <= now() - interval '30 days' LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM tenant.former_member AS f
   WHERE (f.account_id, f.member_id) IN (
           SELECT e.account_id, e.member_id FROM tenant.former_member AS e
            WHERE e.left_at <= now() - kept LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  -- Requests lock these, in this order: last, so that nobody waits for all of the above.
  DELETE FROM directory.tally AS t
   WHERE t.ends_at <= now()
     AND (t.tally_key, t.slug_hash) IN (SELECT e.tally_key, e.slug_hash FROM directory.tally AS e
                                         WHERE e.ends_at <= now() LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  DELETE FROM directory.throttle AS t
   WHERE t.forget_at <= now()
     AND t.throttle_key IN (SELECT e.throttle_key FROM directory.throttle AS e
                             WHERE e.forget_at <= now() LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  gone := gone + removed;

  WITH ended AS (
    DELETE FROM directory.session AS s
     WHERE (s.expires_at <= now() OR s.seen_at + s.idle_for <= now())
       AND s.session_hash IN (SELECT e.session_hash FROM directory.session AS e
                               WHERE e.expires_at <= now() OR e.seen_at + e.idle_for <= now() LIMIT batch)
    RETURNING s.account_id, s.session_id),
  listed AS (
    DELETE FROM tenant.session AS s
     USING ended AS e
     WHERE s.account_id = e.account_id AND s.session_id = e.session_id)
  SELECT count(*) INTO removed FROM ended;
  RETURN gone + removed;
END
$$;
