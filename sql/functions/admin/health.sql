-- admin.health: what waits, of the next _batch accounts by slug; in the first page, what belongs to no account as well.
--
-- A walk as in admin.vault_count; whoever walks adds up. *_late_since: since when the oldest should have been taken; NULL:
-- none is late. What a courier is busy with is late when its lease is over. mails_refused_since: when the oldest was made that
-- was tried, is to be tried again, and of which the mail server said mails_said; mails_sent_at: when one last went out.
-- proofs_since: when the oldest was pasted that LINE has not answered for. mails_held: how many of those that wait are held
-- since a restore, until acho-restore mails is told what has become of them.
-- Who: acho_admin. Locks nothing. Errors: none.
DROP FUNCTION IF EXISTS admin.health(text, integer);
CREATE OR REPLACE FUNCTION admin.health(
  _after text, _batch integer,
  OUT next text, OUT mails_waiting bigint, OUT mails_late_since timestamptz, OUT mails_failed bigint,
  OUT proofs_waiting bigint, OUT proofs_late_since timestamptz, OUT keys_free bigint, OUT keys_wanted bigint,
  OUT mails_refused_since timestamptz, OUT mails_said text, OUT mails_sent_at timestamptz, OUT proofs_since timestamptz,
  OUT mails_held bigint)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  slugs text[];
  one text;
  account bigint;
  m record;
  p record;
BEGIN
  SELECT w.next, w.slugs INTO next, slugs FROM directory.walk(_after, _batch) AS w;
  mails_waiting := 0;
  mails_held := 0;
  mails_failed := 0;
  proofs_waiting := 0;
  keys_free := 0;
  keys_wanted := 0;
  IF _after IS NULL THEN
    SELECT count(*) FILTER (WHERE f.failed_at IS NULL), min(f.due_at) FILTER (WHERE f.failed_at IS NULL AND f.due_at <= now()),
           count(f.failed_at), min(f.created_at) FILTER (WHERE f.failed_at IS NULL AND f.tries > 0 AND f.due_at < 'infinity'),
           count(*) FILTER (WHERE f.failed_at IS NULL AND f.due_at = 'infinity')
      INTO mails_waiting, mails_late_since, mails_failed, mails_refused_since, mails_held
      FROM directory.find_mail AS f WHERE f.delivered_at IS NULL;
    SELECT max(f.delivered_at) INTO mails_sent_at FROM directory.find_mail AS f;
    SELECT count(*) INTO keys_free FROM directory.key_pool AS k WHERE k.account_id IS NULL;
    SELECT count(*) INTO keys_wanted FROM directory.key_wanted AS w WHERE w.due_at <= now();
  END IF;

  FOREACH one IN ARRAY slugs LOOP
    account := directory.enter_account(one);
    SELECT count(*) FILTER (WHERE o.state = 'waiting') AS waiting, count(*) FILTER (WHERE o.state = 'waiting' AND o.due_at = 'infinity') AS held, min(o.due_at) FILTER (WHERE o.state = 'waiting' AND o.due_at <= now()) AS late,
           count(*) FILTER (WHERE o.state = 'failed') AS failed, max(o.settled_at) FILTER (WHERE o.state = 'delivered') AS sent,
           min(o.created_at) FILTER (WHERE o.state = 'waiting' AND o.tries > 0 AND o.due_at < 'infinity') AS refused,
           (array_agg(o.last_status ORDER BY o.created_at) FILTER (WHERE o.state = 'waiting' AND o.tries > 0))[1] AS said
      INTO m FROM tenant.outbox AS o WHERE o.account_id = account;
    SELECT count(*) AS waiting, min(r.due_at) FILTER (WHERE r.due_at <= now()) AS late,
           min(r.started_at) FILTER (WHERE r.due_at < 'infinity') AS since
      INTO p FROM tenant.proof AS r WHERE r.account_id = account AND r.state = 'pending';
    mails_waiting := mails_waiting + m.waiting;
    mails_held := mails_held + m.held;
    mails_late_since := least(mails_late_since, m.late);
    mails_failed := mails_failed + m.failed;
    proofs_waiting := proofs_waiting + p.waiting;
    proofs_late_since := least(proofs_late_since, p.late);
    mails_said := coalesce(mails_said, m.said);
    mails_refused_since := least(mails_refused_since, m.refused);
    mails_sent_at := greatest(mails_sent_at, m.sent);
    proofs_since := least(proofs_since, p.since);
  END LOOP;
END
$$;
