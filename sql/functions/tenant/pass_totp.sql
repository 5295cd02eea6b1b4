-- tenant.pass_totp: the password was right; is the second factor too, where the member has one?
--
-- The worker has unsealed the secret and compared: _step is the 30-second step whose code was given, 0
-- when it was none of those that are good now; or _recovery is the hash of what looks like a recovery
-- code; -1 when the secret did not open, which is an event, and for which a recovery code is the way in.
-- Both NULL: nothing was given. A step is taken once and only after those taken before it, a
-- recovery code once, whoever comes at the same time. Tries count on a counter of the member's own,
-- wherever they come from, and are given back when they were right. A recovery code that was used is an event, and a mail.
-- Problem: login.totp_required; login.totp_wrong; login.throttled, with retry_after in seconds.
-- Who: definer of login, who has locked the member. Locks the counter, the secret, the code. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION tenant.pass_totp(
  _member uuid, _step bigint, _recovery bytea, _failure_limit integer, _ip text, _request_id text,
  OUT problem text, OUT retry_after integer)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
  counter bytea := sha256(convert_to('totp ' || _member, 'UTF8'));
BEGIN
  PERFORM FROM tenant.totp AS t
    WHERE t.account_id = account AND t.member_id = _member AND t.on_at IS NOT NULL;
  IF NOT FOUND THEN
    RETURN;
  ELSIF _step IS NULL AND _recovery IS NULL THEN
    problem := 'login.totp_required';
    RETURN;
  END IF;

  retry_after := directory.count_failure(counter, _failure_limit);
  IF retry_after IS NOT NULL THEN
    problem := 'login.throttled';
    RETURN;
  END IF;
  IF _step = -1 THEN
    problem := 'login.totp_unreadable';
    PERFORM tenant.record_act('totp.unreadable', _member, _ip, _request_id);
    RETURN;
  END IF;
  IF _recovery IS NOT NULL THEN
    DELETE FROM tenant.recovery_code AS c
     WHERE c.account_id = account AND c.member_id = _member AND c.code_hash = _recovery;
  ELSE
    UPDATE tenant.totp AS t SET last_step = _step
     WHERE t.account_id = account AND t.member_id = _member AND t.last_step < _step;
  END IF;
  IF NOT FOUND THEN
    problem := 'login.totp_wrong';
    RETURN;
  END IF;
  PERFORM directory.give_back(counter);
  IF _recovery IS NOT NULL THEN
    PERFORM tenant.record_act('totp.code_used', _member, _ip, _request_id);
    PERFORM tenant.mail_member('totp_code_used', _member);
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.pass_totp(uuid, bigint, bytea, integer, text, text) TO acho_login_definer;
