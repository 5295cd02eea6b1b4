-- courier.erase: accounts whose 14 days are over go; returns how many steps it has done.
--
-- First the owners are told, while there is somebody to tell and the account is closed to everybody. When those
-- mails have gone, or three days later, every row of the account goes, its sealed values with them: one account a
-- call, and of what may be many no more than 5,000 rows. Call again while the answer is not 0. What remains is
-- one more in directory.departure, and the hash of the slug.
-- Counters by hashes of an address are forgotten by courier.retention within a day, as are a sign-up's key and
-- digest; lists of login URLs belong to an address and to no account.
-- Who: acho_courier. Locks one account, skipping those others hold, and what it deletes. Tells acho_outbox.
-- Errors: none.
CREATE OR REPLACE FUNCTION courier.erase() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  batch CONSTANT integer := 5000;
  gone record;
  removed bigint;
  entered text;
BEGIN
  SELECT a.account_id, a.slug, a.goodbye_at INTO gone
    FROM tenant.account AS a
   WHERE a.closing_at <= now() - interval '14 days'
     AND (a.goodbye_at IS NULL OR a.goodbye_at <= now() - interval '3 days'
          OR NOT EXISTS (SELECT FROM tenant.outbox AS o
                          WHERE o.account_id = a.account_id AND o.kind = 'account_deleted' AND o.state = 'waiting'))
   ORDER BY a.closing_at
   LIMIT 1
     FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  -- Another courier may have written the notice between the question and the lock.
  IF gone.goodbye_at > now() - interval '3 days'
     AND EXISTS (SELECT FROM tenant.outbox AS o
                  WHERE o.account_id = gone.account_id AND o.kind = 'account_deleted' AND o.state = 'waiting') THEN
    RETURN 1;
  END IF;
  entered := set_config('acho.account', gone.account_id::text, true);

  -- Suspended, so that nobody logs in any more; nothing but the notice is still mailed.
  DELETE FROM directory.session AS s WHERE s.account_id = gone.account_id;
  DELETE FROM directory.login_attempt AS l WHERE l.account_id = gone.account_id;
  DELETE FROM directory.link_token AS t WHERE t.account_id = gone.account_id;
  IF gone.goodbye_at IS NULL THEN
    UPDATE tenant.account AS a SET goodbye_at = now(), suspended_at = coalesce(a.suspended_at, now())
     WHERE a.account_id = gone.account_id;
    DELETE FROM tenant.outbox AS o WHERE o.account_id = gone.account_id AND o.state = 'waiting' AND o.lease IS NULL;
    PERFORM directory.free_bot(NULL);
    PERFORM tenant.rest_proofs();
    PERFORM tenant.mail_owner('account_deleted');
    RETURN 1;
  END IF;

  DELETE FROM tenant.event AS e
   WHERE e.account_id = gone.account_id
     AND (e.at, e.event_id) IN (SELECT v.at, v.event_id FROM tenant.event AS v WHERE v.account_id = gone.account_id LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed = batch THEN
    RETURN 1;
  END IF;
  DELETE FROM tenant.outbox AS o
   WHERE o.account_id = gone.account_id
     AND o.message_id IN (SELECT w.message_id FROM tenant.outbox AS w WHERE w.account_id = gone.account_id LIMIT batch);
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed = batch THEN
    RETURN 1;
  END IF;

  DELETE FROM directory.address AS d
   USING tenant.member AS m
   WHERE m.account_id = gone.account_id AND d.address_hash = m.address_hash AND d.account_id = gone.account_id;
  DELETE FROM directory.device AS d WHERE d.account_id = gone.account_id;
  DELETE FROM directory.bot AS b WHERE b.account_id = gone.account_id;
  DELETE FROM directory.release AS r WHERE r.account_id = gone.account_id;
  DELETE FROM directory.key_pool AS k WHERE k.account_id = gone.account_id;
  DELETE FROM directory.key_wanted AS w WHERE w.account_id = gone.account_id;
  DELETE FROM tenant.session AS s WHERE s.account_id = gone.account_id;
  DELETE FROM tenant.invitation AS i WHERE i.account_id = gone.account_id;
  DELETE FROM tenant.address_change AS c WHERE c.account_id = gone.account_id;
  DELETE FROM tenant.watch AS w WHERE w.account_id = gone.account_id;
  DELETE FROM tenant.proof AS p WHERE p.account_id = gone.account_id;
  DELETE FROM tenant.oa_picture AS p WHERE p.account_id = gone.account_id;
  DELETE FROM tenant.messaging_token AS m WHERE m.account_id = gone.account_id;
  DELETE FROM tenant.login_channel AS c WHERE c.account_id = gone.account_id;
  DELETE FROM tenant.assertion_key AS k WHERE k.account_id = gone.account_id;
  DELETE FROM tenant.oa AS o WHERE o.account_id = gone.account_id;
  DELETE FROM tenant.consent AS c WHERE c.account_id = gone.account_id;
  DELETE FROM tenant.recovery_code AS c WHERE c.account_id = gone.account_id;
  DELETE FROM tenant.totp AS t WHERE t.account_id = gone.account_id;
  DELETE FROM tenant.former_member AS f WHERE f.account_id = gone.account_id;
  DELETE FROM tenant.member AS m WHERE m.account_id = gone.account_id;
  DELETE FROM tenant.account AS a WHERE a.account_id = gone.account_id;
  DELETE FROM directory.slug AS g WHERE g.account_id = gone.account_id;

  INSERT INTO directory.spent_slug (slug_hash) VALUES (sha256(convert_to(gone.slug, 'UTF8')));
  INSERT INTO directory.departure AS d (month, accounts)
  VALUES (date_trunc('month', now(), 'Asia/Taipei'), 1)
  ON CONFLICT (month) DO UPDATE SET accounts = d.accounts + 1;
  RETURN 1;
END
$$;
