-- link.token_delete: forget the token, proved or pending, and free the Official Account for others.
--
-- Idempotent.
-- Problem: session.required; role.denied or totp.setup_required; session.confirm (when there is a token to forget).
-- Who: acho_link. Locks the proof, then as tenant.forget_token. Errors: none.
DROP FUNCTION IF EXISTS link.token_delete(bytea, text);
CREATE OR REPLACE FUNCTION link.token_delete(
  _session bytea, _slug text, _ip text DEFAULT NULL, _request_id text DEFAULT NULL,
  OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  member uuid;
  young boolean;
  holds boolean;
BEGIN
  SELECT e.problem, e.account_id, e.member_id, e.young INTO problem, account, member, young
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

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
  IF holds THEN
    PERFORM tenant.record_act('messaging_token.removed', member, _ip, _request_id);
  END IF;
END
$$;
