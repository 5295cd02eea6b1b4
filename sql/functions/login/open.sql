-- login.open: the password was right; spend the attempt and open a session, if the second factor is right too.
--
-- _new_phc is the same password hashed with today's parameters, NULL when the stored one will do.
-- max_age is the cookie's life in seconds. A session ends _idle_days after its last use and
-- _max_days after login, whichever is first. _totp_step, _recovery_hash, _failure_limit as tenant.pass_totp: a right password
-- without a right code spends the attempt too, and its count is not given back. Where the account
-- demands a second factor and the member has none, the session is good for setting one up alone. _device is the
-- cookie by which the browser is known from now on.
-- Problem: login.failed (attempt unknown, spent, lapsed or bound to nothing; password changed since; the account is suspended by now);
-- login.totp_required; login.totp_wrong; login.totp_unreadable; login.throttled, with retry_after in seconds.
-- Who: acho_login. Locks the member, the attempt, the tallies, the counters, the secret, the browser. Errors: none.
DROP FUNCTION IF EXISTS login.open(bytea, bytea, text, integer, integer, text, text),
  login.open(bytea, bytea, text, integer, integer, text, text, text),
  login.open(bytea, bytea, text, integer, integer, text, text, text, bigint, bytea, integer);
CREATE OR REPLACE FUNCTION login.open(
  _attempt_hash bytea, _session_hash bytea, _new_phc text, _idle_days integer, _max_days integer,
  _ip text, _user_agent text, _request_id text DEFAULT NULL,
  _totp_step bigint DEFAULT NULL, _recovery_hash bytea DEFAULT NULL, _failure_limit integer DEFAULT 30,
  _device bytea DEFAULT NULL,
  OUT problem text, OUT max_age integer, OUT retry_after integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  spent record;
  session uuid := gen_random_uuid();
BEGIN
  SELECT * INTO spent FROM directory.spend_attempt(_attempt_hash, NULL);
  -- Asked now that the member is locked: see admin.suspend.
  IF spent.account_id IS NULL
     OR EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = spent.account_id AND a.suspended_at IS NOT NULL) THEN
    problem := 'login.failed';
    RETURN;
  END IF;
  SELECT * INTO problem, retry_after
    FROM tenant.pass_totp(spent.member_id, _totp_step, _recovery_hash, _failure_limit, _ip, _request_id);
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM directory.forget_place(a.slug, m.address_hash, _ip)
     FROM tenant.account AS a
     JOIN tenant.member AS m ON m.account_id = a.account_id AND m.member_id = spent.member_id
    WHERE a.account_id = spent.account_id;
  PERFORM directory.give_back(spent.counter);

  IF _new_phc IS NOT NULL THEN
    UPDATE tenant.member AS m SET phc = _new_phc
     WHERE m.account_id = spent.account_id AND m.member_id = spent.member_id;
    -- The password is the same, so attempts under way in other tabs stay good.
    UPDATE directory.login_attempt AS l SET phc_hash = sha256(convert_to(_new_phc, 'UTF8'))
     WHERE l.account_id = spent.account_id AND l.member_id = spent.member_id;
  END IF;

  INSERT INTO tenant.session (account_id, session_id, member_id, ip, user_agent)
  VALUES (spent.account_id, session, spent.member_id, _ip, left(_user_agent, 400));
  INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for, role, setup_required)
  SELECT _session_hash, a.slug, spent.account_id, spent.member_id, session,
         now() + make_interval(days => _max_days), make_interval(days => _idle_days), m.role,
         a.totp_required_at IS NOT NULL
         AND NOT EXISTS (SELECT FROM tenant.totp AS t
                          WHERE t.account_id = a.account_id AND t.member_id = spent.member_id AND t.on_at IS NOT NULL)
    FROM tenant.account AS a
    JOIN tenant.member AS m ON m.account_id = a.account_id AND m.member_id = spent.member_id
   WHERE a.account_id = spent.account_id;

  PERFORM directory.know_device(spent.member_id, _device, spent.counter);
  PERFORM tenant.record_act('session.opened', spent.member_id, _ip, _request_id);

  max_age := _max_days * 86400;
END
$$;
