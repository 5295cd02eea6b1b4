-- link.key_store: the leased pool key, sealed for the account now, becomes the account's.
--
-- Compare and set: only while the lease that link.oa_put or link.key_new gave lasts. key id = pool id.
-- Problem: session.required; role.denied or totp.setup_required; key.preparing (the lease has lapsed: the key is destroyed, another one comes).
-- Who: acho_link. Locks the pool key, then the account's successor. Errors: none.
CREATE OR REPLACE FUNCTION link.key_store(
  _session bytea, _slug text, _pool_id uuid, _sealed bytea,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  role text;
  entered text;
BEGIN
  SELECT l.account_id, l.role INTO account, role
    FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;
  IF NOT tenant.may(role, 'oa.write') THEN
    problem := tenant.refusal(role);
    RETURN;
  END IF;
  entered := set_config('acho.account', account::text, true);

  IF NOT tenant.store_key(_pool_id, _sealed) THEN
    problem := 'key.preparing';
  END IF;
END
$$;
