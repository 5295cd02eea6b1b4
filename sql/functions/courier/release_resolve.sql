-- courier.release_resolve: write the mails that requests for a taken Official Account call for; returns
-- how many requests it has dealt with.
--
-- To whoever has it now: somebody asks for it (kind release; never who). To whoever asked, once it is
-- free: paste again (kind released). A request is dropped when it has become pointless: the Official
-- Account is the requester's own by now, or somebody else's again, or the requester has linked one.
-- One mail opens the way for all who ask, so no more than three about one Official Account go out in a
-- day, however many ask. At most 100 requests of a kind a call: call again while the answer is that large.
-- Who: acho_courier. Locks the requests, skipping those others hold. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION courier.release_resolve() RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  batch CONSTANT integer := 100;
  request record;
  holder bigint;
  done integer := 0;
  entered text;
BEGIN
  FOR request IN
    SELECT r.bot_hash, r.account_id
      FROM directory.release AS r
     WHERE r.mailed_at IS NULL AND r.released_at IS NULL
     ORDER BY r.asked_at
     LIMIT batch
       FOR NO KEY UPDATE SKIP LOCKED
  LOOP
    done := done + 1;
    SELECT b.account_id INTO holder FROM directory.bot AS b WHERE b.bot_hash = request.bot_hash;
    IF holder = request.account_id THEN
      DELETE FROM directory.release AS r
       WHERE r.bot_hash = request.bot_hash AND r.account_id = request.account_id;
      CONTINUE;
    END IF;
    IF holder IS NOT NULL
       AND (SELECT count(*) FROM directory.release AS r
             WHERE r.bot_hash = request.bot_hash AND r.mailed_at > now() - interval '24 hours') < 3 THEN
      entered := set_config('acho.account', holder::text, true);
      PERFORM tenant.mail_owner('release', request.bot_hash);
    END IF;
    UPDATE directory.release AS r
       SET mailed_at = now(), released_at = CASE WHEN holder IS NULL THEN now() END
     WHERE r.bot_hash = request.bot_hash AND r.account_id = request.account_id;
  END LOOP;

  FOR request IN
    SELECT r.bot_hash, r.account_id
      FROM directory.release AS r
     WHERE r.released_at IS NOT NULL AND r.told_at IS NULL
     ORDER BY r.released_at
     LIMIT batch
       FOR NO KEY UPDATE SKIP LOCKED
  LOOP
    done := done + 1;
    IF EXISTS (SELECT FROM directory.bot AS b
                WHERE b.bot_hash = request.bot_hash OR b.account_id = request.account_id) THEN
      DELETE FROM directory.release AS r
       WHERE r.bot_hash = request.bot_hash AND r.account_id = request.account_id;
    ELSE
      entered := set_config('acho.account', request.account_id::text, true);
      PERFORM tenant.mail_owner('released');
      UPDATE directory.release AS r SET told_at = now(), mailed_at = coalesce(r.mailed_at, now())
       WHERE r.bot_hash = request.bot_hash AND r.account_id = request.account_id;
    END IF;
  END LOOP;
  RETURN done;
END
$$;
