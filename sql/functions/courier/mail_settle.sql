-- courier.mail_settle: what became of a leased mail, or list of login URLs: delivered, tempfail or permfail.
--
-- True while the lease is held, that is until another courier has taken the mail over: what the mail
-- server said just after the lease lapsed is still true, and believing it saves a second copy.
-- tempfail: due again in _next_in_seconds. permfail: kept as failed, for people to see.
-- Who: acho_courier. Locks the mail. Raises AC001 for another outcome.
CREATE OR REPLACE FUNCTION courier.mail_settle(
  _lease uuid, _outcome text, _status text, _next_in_seconds integer) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF _outcome IS NULL OR _outcome NOT IN ('delivered', 'tempfail', 'permfail') THEN
    RAISE EXCEPTION 'outcome of a mail is delivered, tempfail or permfail' USING ERRCODE = 'AC001';
  END IF;

  UPDATE tenant.outbox AS o
     SET state = CASE _outcome WHEN 'delivered' THEN 'delivered' WHEN 'permfail' THEN 'failed' ELSE 'waiting' END,
         due_at = CASE WHEN _outcome = 'tempfail' THEN now() + _next_in_seconds * interval '1 s' ELSE o.due_at END,
         settled_at = CASE WHEN _outcome <> 'tempfail' THEN now() END,
         last_status = left(_status, 500),
         lease = NULL
   WHERE o.lease = _lease AND o.state = 'waiting';
  IF FOUND THEN
    RETURN true;
  END IF;

  UPDATE directory.find_mail AS f
     SET delivered_at = CASE _outcome WHEN 'delivered' THEN now() END,
         failed_at = CASE _outcome WHEN 'permfail' THEN now() END,
         due_at = CASE WHEN _outcome = 'tempfail' THEN now() + _next_in_seconds * interval '1 s' ELSE f.due_at END,
         last_status = left(_status, 500),
         lease = NULL
   WHERE f.lease = _lease AND f.delivered_at IS NULL AND f.failed_at IS NULL;
  RETURN FOUND;
END
$$;
