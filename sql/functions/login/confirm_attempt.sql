-- login.confirm_attempt: a logged-in person gives the password again; count it and hand out the hash.
--
-- Counted on the same counter as guesses at the login page, in a browser that is known (_device) its own. The attempt can be spent by login.confirm
-- of this session only. totp_sealed and member_id as login.attempt.
-- Problem: session.required; login.throttled, with retry_after in seconds.
-- Who: acho_login. Locks the counter's row. Errors: none.
DROP FUNCTION IF EXISTS login.confirm_attempt(bytea, text, bytea, integer), login.confirm_attempt(bytea, text, bytea, integer, bytea);
CREATE OR REPLACE FUNCTION login.confirm_attempt(
  _session bytea, _slug text, _attempt_hash bytea, _failure_limit integer, _device bytea DEFAULT NULL,
  _ip text DEFAULT NULL, _request_id text DEFAULT NULL,
  OUT problem text, OUT retry_after integer, OUT phc text,
  OUT member_id uuid, OUT totp_sealed bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  member record;
  counter bytea;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  SELECT m.member_id, m.email, m.address_hash, m.phc, t.sealed, t.totp_id INTO member
    FROM tenant.member AS m
    LEFT JOIN tenant.totp AS t ON t.account_id = m.account_id AND t.member_id = m.member_id AND t.on_at IS NOT NULL
   WHERE m.account_id = live.account_id AND m.member_id = live.member_id;
  counter := coalesce(directory.known_device(_device, member.member_id), directory.throttle_key(_slug, member.address_hash));
  retry_after := directory.count_failure(counter, _failure_limit);
  IF retry_after IS NOT NULL THEN
    problem := 'login.throttled';
    RETURN;
  END IF;

  PERFORM tenant.record_wait(counter, live.member_id, member.email, _ip, _request_id);

  INSERT INTO directory.login_attempt
         (attempt_hash, account_id, member_id, phc_hash, session_hash, throttle_key, expires_at)
  VALUES (_attempt_hash, live.account_id, live.member_id, sha256(convert_to(member.phc, 'UTF8')),
          _session, counter, now() + interval '60 s');
  phc := member.phc;
  member_id := coalesce(member.totp_id, member.member_id);
  totp_sealed := member.sealed;
END
$$;
