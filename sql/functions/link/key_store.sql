-- link.key_store: the leased pool key, sealed for the account now, becomes the account's.
--
-- Compare and set: only while the lease that link.oa_put or link.key_new gave lasts. key id = pool id.
-- Problem: session.required; role.denied or totp.setup_required; key.preparing (the lease has lapsed: the key is destroyed, another one comes).
-- Who: acho_link. Locks the pool key, then the account's successor. Errors: none.
DROP FUNCTION IF EXISTS link.key_store(bytea, text, uuid, bytea);
CREATE OR REPLACE FUNCTION link.key_store(
  _session bytea, _slug text, _pool_id uuid, _sealed bytea, _ip text DEFAULT NULL, _request_id text DEFAULT NULL,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  member uuid;
BEGIN
  SELECT e.problem, e.account_id, e.member_id INTO problem, account, member
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  IF NOT tenant.store_key(_pool_id, _sealed) THEN
    problem := 'key.preparing';
  ELSIF EXISTS (SELECT FROM tenant.assertion_key AS k WHERE k.account_id = account AND k.key_id = _pool_id AND k.successor) THEN
    PERFORM tenant.record_act('key.new', member, _ip, _request_id);
  END IF;
END
$$;
