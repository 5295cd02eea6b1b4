-- login.attempt: count a guess, then hand out the password hash it is to be checked against.
--
-- The attempt lasts 60 seconds and is spent once, by login.open. An unknown slug or address, and a suspended account, takes the
-- same way through the same statements: it is counted, gets an attempt bound to nothing, and phc is
-- NULL (the worker then hashes against a dummy). Nothing but phc tells them apart, and that never
-- leaves the worker. totp_sealed is the secret of a second factor that is on; member_id, as the previous
-- release calls it, is the row id it is sealed to: the worker compares the code while no transaction is open.
--
-- Counted are the failures at (account, address), and the accounts failed at, whichever they are, by the address
-- (_address_limit) and by the network of _ip (_ip_limit): see directory.count_place. Guesses in a browser in which
-- this member has logged in (_device) are counted for that browser and nowhere else: no stranger can use them up.
-- Problem: login.throttled, with retry_after in seconds.
-- Who: acho_login. Locks the tallies, then the counter's row. Errors: none.
DROP FUNCTION IF EXISTS login.attempt(text, text, bytea, integer), login.attempt(text, text, bytea, integer, bytea),
  login.attempt(text, text, bytea, integer, bytea, integer, integer, text);
CREATE OR REPLACE FUNCTION login.attempt(
  _slug text, _email text, _attempt_hash bytea, _failure_limit integer, _device bytea DEFAULT NULL,
  _address_limit integer DEFAULT NULL, _ip_limit integer DEFAULT NULL, _ip text DEFAULT NULL,
  _request_id text DEFAULT NULL,
  OUT problem text, OUT retry_after integer, OUT phc text,
  OUT member_id uuid, OUT totp_sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  address bytea := directory.address_hash(_email);
  counter bytea;
  account bigint;
  found record;
  entered text;
BEGIN
  SELECT g.account_id INTO account FROM directory.slug AS g WHERE g.slug = _slug;
  entered := set_config('acho.account', account::text, true);
  SELECT m.account_id, m.member_id, m.email, m.phc, t.sealed, t.totp_id INTO found
    FROM tenant.member AS m
    LEFT JOIN tenant.totp AS t ON t.account_id = m.account_id AND t.member_id = m.member_id AND t.on_at IS NOT NULL
   WHERE m.account_id = account AND m.address_hash = address
     AND EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = account AND a.suspended_at IS NULL);

  counter := directory.known_device(_device, found.member_id);
  IF counter IS NULL THEN
    counter := directory.throttle_key(_slug, address);
    retry_after := coalesce(directory.count_place(directory.tally_key('network', NULL, _ip), _slug, _ip_limit),
                            directory.count_place(directory.tally_key('address', address, NULL), _slug, _address_limit));
  END IF;
  retry_after := coalesce(retry_after, directory.count_failure(counter, _failure_limit));
  IF retry_after IS NOT NULL THEN
    problem := 'login.throttled';
    RETURN;
  END IF;

  PERFORM tenant.record_wait(counter, NULL, found.email, _ip, _request_id);

  INSERT INTO directory.login_attempt (attempt_hash, account_id, member_id, phc_hash, throttle_key, expires_at)
  VALUES (_attempt_hash, found.account_id, found.member_id, sha256(convert_to(found.phc, 'UTF8')), counter,
          now() + interval '60 s');
  member_id := coalesce(found.totp_id, found.member_id);
  phc := found.phc;
  totp_sealed := found.sealed;
END
$$;
