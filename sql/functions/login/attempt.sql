-- login.attempt: count a guess, then hand out the password hash it is to be checked against.
--
-- The attempt lasts 60 seconds and is spent once, by login.open. An unknown slug or address, and a suspended account, takes the
-- same way through the same statements: it is counted, gets an attempt bound to nothing, and phc is
-- NULL (the worker then hashes against a dummy). Nothing but phc tells them apart, and that never
-- leaves the worker.
-- Problem: login.throttled, with retry_after in seconds.
-- Who: acho_login. Locks the counter's row. Errors: none.
CREATE OR REPLACE FUNCTION login.attempt(
  _slug text, _email text, _attempt_hash bytea, _failure_limit integer,
  OUT problem text, OUT retry_after integer, OUT phc text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  address bytea := directory.address_hash(_email);
  counter bytea := directory.throttle_key(_slug, address);
  account bigint;
  member uuid;
  entered text;
BEGIN
  retry_after := directory.count_failure(counter, _failure_limit);
  IF retry_after IS NOT NULL THEN
    problem := 'login.throttled';
    RETURN;
  END IF;

  SELECT g.account_id INTO account FROM directory.slug AS g WHERE g.slug = _slug;
  entered := set_config('acho.account', account::text, true);
  SELECT m.account_id, m.member_id, m.phc INTO account, member, phc
    FROM tenant.member AS m
   WHERE m.account_id = account AND m.address_hash = address
     AND EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = account AND a.suspended_at IS NULL);

  INSERT INTO directory.login_attempt (attempt_hash, account_id, member_id, phc_hash, throttle_key, expires_at)
  VALUES (_attempt_hash, account, member, sha256(convert_to(phc, 'UTF8')), counter,
          now() + interval '60 s');
END
$$;
