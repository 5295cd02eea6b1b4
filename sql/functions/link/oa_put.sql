-- link.oa_put: step 11, the Official Account's name and Basic ID.
--
-- A new name is always taken. Another Basic ID is not while a token is proved or pending, because that
-- token was compared with the one there is; nothing else is lost when it changes.
-- An account without an assertion key is owed one. If the pool has a key to spare it comes back leased
-- for 60 seconds, to be sealed for the account and stored by link.key_store; else pool_id is NULL and the
-- courier makes one next.
-- What is entered as it stands already is no event.
-- Problem: session.required; role.denied or totp.setup_required; oa.linked.
-- Who: acho_link. Locks the account's oa row, its row in key_wanted, a pool key. Tells acho_pool when the
-- pool is empty. Errors: none.
DROP FUNCTION IF EXISTS link.oa_put(bytea, text, text, text);
CREATE OR REPLACE FUNCTION link.oa_put(
  _session bytea, _slug text, _name text, _basic_id text, _ip text DEFAULT NULL, _request_id text DEFAULT NULL,
  OUT problem text, OUT pool_id uuid, OUT pool_sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  member uuid;
  is_new boolean;
  before record;
  entered text;
BEGIN
  SELECT e.problem, e.account_id, e.member_id INTO problem, account, member
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  -- The row is locked before the proof is looked at: link.token_put locks it too.
  INSERT INTO tenant.oa (account_id, name, basic_id)
  VALUES (account, _name, _basic_id)
  ON CONFLICT (account_id) DO NOTHING;
  is_new := FOUND;
  SELECT o.name, o.basic_id INTO before FROM tenant.oa AS o WHERE o.account_id = account FOR NO KEY UPDATE;

  UPDATE tenant.oa AS o
     SET name = _name, basic_id = _basic_id,
         entered_at = CASE WHEN o.basic_id = _basic_id THEN o.entered_at ELSE now() END
   WHERE o.account_id = account
     AND (o.basic_id = _basic_id
          OR NOT EXISTS (SELECT FROM tenant.proof AS p
                          WHERE p.account_id = account AND p.step = 'messaging_token'
                            AND (p.state = 'pending' OR p.proved_at IS NOT NULL)));
  IF NOT FOUND THEN
    problem := 'oa.linked';
    RETURN;
  END IF;
  IF is_new OR (before.name, before.basic_id) IS DISTINCT FROM (_name, _basic_id) THEN
    PERFORM tenant.record_act('oa.named', member, _ip, _request_id);
  END IF;

  INSERT INTO directory.key_wanted (account_id)
  SELECT account
   WHERE NOT EXISTS (SELECT FROM tenant.assertion_key AS k WHERE k.account_id = account)
  ON CONFLICT (account_id) DO NOTHING;
  PERFORM FROM directory.key_wanted AS w
    WHERE w.account_id = account AND w.due_at <= now()
      FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  -- The courier may have stored a key since the question above, and only now is the row ours.
  IF EXISTS (SELECT FROM tenant.assertion_key AS k WHERE k.account_id = account) THEN
    DELETE FROM directory.key_wanted AS w WHERE w.account_id = account;
  ELSE
    SELECT k.pool_id, k.sealed INTO pool_id, pool_sealed FROM directory.lease_pool_key(false, 60) AS k;
    IF pool_id IS NULL THEN
      PERFORM directory.tell('acho_pool');
    END IF;
  END IF;
END
$$;
