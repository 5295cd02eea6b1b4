-- link.release_request: ask whoever has linked this Official Account to let it go.
--
-- Only the request is kept; the courier writes the mail, at most one in 24 hours however often it is
-- asked, and it never says who asked.
-- Problem: session.required; role.denied or totp.setup_required; release.not_needed (the newest paste of step 14 was not refuted as
-- line.bot_taken, or no other account has the Official Account any more).
-- Who: acho_link. Locks the request. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION link.release_request(
  _session bytea, _slug text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
BEGIN
  SELECT e.problem, e.account_id INTO problem, account
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  -- A request that was answered, or whose mail is a day old, begins anew.
  INSERT INTO directory.release AS r (bot_hash, account_id)
  SELECT p.taken_hash, account
    FROM tenant.proof AS p
    JOIN directory.bot AS b ON b.bot_hash = p.taken_hash AND b.account_id <> account
   WHERE p.account_id = account AND p.step = 'messaging_token'
     AND p.state = 'refuted' AND p.code = 'line.bot_taken'
  ON CONFLICT (bot_hash, account_id) DO UPDATE
     SET asked_at = now(), mailed_at = NULL, released_at = NULL, told_at = NULL
   WHERE r.released_at IS NOT NULL OR r.mailed_at <= now() - interval '24 hours';
  IF FOUND THEN
    PERFORM directory.tell('acho_outbox');
    RETURN;
  END IF;

  IF NOT EXISTS (SELECT FROM tenant.proof AS p
                   JOIN directory.release AS r ON r.bot_hash = p.taken_hash AND r.account_id = account
                   JOIN directory.bot AS b ON b.bot_hash = p.taken_hash AND b.account_id <> account
                  WHERE p.account_id = account AND p.step = 'messaging_token'
                    AND p.state = 'refuted' AND p.code = 'line.bot_taken') THEN
    problem := 'release.not_needed';
  END IF;
END
$$;
