-- link.token_delete: forget the token, proved or pending, and free the Official Account for others.
--
-- Idempotent.
-- Problem: session.required; role.denied or totp.setup_required; session.confirm (when there is a token to forget).
-- Who: acho_link. Locks the proof, then as tenant.forget_token. Errors: none.
CREATE OR REPLACE FUNCTION link.token_delete(
  _session bytea, _slug text,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  role text;
  young boolean;
  entered text;
  holds boolean;
BEGIN
  SELECT l.account_id, l.young, l.role INTO account, young, role
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

  SELECT p.state = 'pending' OR p.proved_at IS NOT NULL INTO holds
    FROM tenant.proof AS p
   WHERE p.account_id = account AND p.step = 'messaging_token'
     FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF holds AND NOT young THEN
    problem := 'session.confirm';
    RETURN;
  END IF;

  PERFORM tenant.forget_token();
END
$$;
