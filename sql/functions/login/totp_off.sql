-- login.totp_off: the member wants no second factor any more, nor one that waits for its first code.
--
-- Logins and confirmations under way end: they were asked for a code of that secret. Where there is none
-- nothing happens. If it was on: an event, and a mail; and where the account demands one, the member's sessions
-- are good for setting up another alone.
-- Problem: session.required; session.confirm.
-- Who: acho_login. Locks the member, the secret, the codes, the attempts, the sessions. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION login.totp_off(_session bytea, _slug text, _ip text, _request_id text, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
  was_on boolean;
  entered text;
BEGIN
  SELECT l.account_id, l.member_id, l.young INTO live FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  ELSIF NOT live.young THEN
    problem := 'session.confirm';
    RETURN;
  END IF;
  entered := set_config('acho.account', live.account_id::text, true);

  PERFORM FROM tenant.member AS m
    WHERE m.account_id = live.account_id AND m.member_id = live.member_id
      FOR NO KEY UPDATE;
  DELETE FROM tenant.recovery_code AS c WHERE c.account_id = live.account_id AND c.member_id = live.member_id;
  DELETE FROM tenant.totp AS t WHERE t.account_id = live.account_id AND t.member_id = live.member_id
  RETURNING t.on_at IS NOT NULL INTO was_on;
  IF was_on THEN
    DELETE FROM directory.login_attempt AS l WHERE l.account_id = live.account_id AND l.member_id = live.member_id;
    UPDATE directory.session AS s SET setup_required = true
     WHERE s.account_id = live.account_id AND s.member_id = live.member_id
       AND EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = live.account_id AND a.totp_required_at IS NOT NULL);
    PERFORM tenant.record_act('totp.off', live.member_id, _ip, _request_id);
    PERFORM tenant.mail_member('totp_off', live.member_id);
  END IF;
END
$$;
