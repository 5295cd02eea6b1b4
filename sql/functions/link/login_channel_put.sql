-- link.login_channel_put: step 12, keep a pasted channel ID and kid as pending and hand out the keys.
--
-- The keys to try come back sealed: key1 the successor, or the key in use when there is none; key2 the key
-- in use beside a successor. For _lease_seconds the courier leaves the proof to the worker of this request.
-- Problem: session.required; role.denied or totp.setup_required; onboarding.oa_required; key.preparing; session.confirm (only when a login
-- channel is proved already: this would replace it).
-- Who: acho_link. Locks the proof's row. Errors: none.
DROP FUNCTION IF EXISTS link.login_channel_put(bytea, text, text, text, integer);
CREATE OR REPLACE FUNCTION link.login_channel_put(
  _session bytea, _slug text, _channel_id text, _kid text, _lease_seconds integer,
  _ip text DEFAULT NULL, _request_id text DEFAULT NULL,
  OUT problem text, OUT attempt bigint,
  OUT key1_id uuid, OUT key1_sealed bytea, OUT key2_id uuid, OUT key2_sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  member uuid;
  young boolean;
BEGIN
  SELECT e.problem, e.account_id, e.member_id, e.young INTO problem, account, member, young
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  IF NOT EXISTS (SELECT FROM tenant.oa AS o WHERE o.account_id = account) THEN
    problem := 'onboarding.oa_required';
    RETURN;
  END IF;
  IF NOT young AND EXISTS (SELECT FROM tenant.login_channel AS c WHERE c.account_id = account) THEN
    problem := 'session.confirm';
    RETURN;
  END IF;
  SELECT k.key1_id, k.key1_sealed, k.key2_id, k.key2_sealed INTO key1_id, key1_sealed, key2_id, key2_sealed
    FROM tenant.keys_to_try AS k
   WHERE k.account_id = account;
  IF NOT FOUND THEN
    problem := 'key.preparing';
    RETURN;
  END IF;

  attempt := tenant.start_proof('login_channel', _channel_id, _kid, NULL, NULL, NULL, _lease_seconds);
  PERFORM tenant.record_act('login_channel.pasted', member, _ip, _request_id);
END
$$;
