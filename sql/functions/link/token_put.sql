-- link.token_put: step 14, keep a pasted token, sealed by the worker, as pending.
--
-- basic_id is what it will be compared with; it cannot change while the token is pending.
-- login_channel_id, NULL before step 12, tells a token of the Login channel from one that is restricted.
-- For _lease_seconds the courier leaves the proof to the worker of this request.
-- Problem: session.required; role.denied or totp.setup_required; onboarding.oa_required; session.confirm (only when a token is proved already:
-- this would replace it).
-- Who: acho_link. Locks the account's oa row, then the proof's. Errors: none.
DROP FUNCTION IF EXISTS link.token_put(bytea, text, uuid, bytea, boolean, integer);
CREATE OR REPLACE FUNCTION link.token_put(
  _session bytea, _slug text, _token_id uuid, _sealed bytea, _accept_expiry boolean, _lease_seconds integer,
  _ip text DEFAULT NULL, _request_id text DEFAULT NULL,
  OUT problem text, OUT attempt bigint, OUT basic_id text, OUT login_channel_id text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  member uuid;
  young boolean;
BEGIN
  SELECT e.problem, e.account_id, e.member_id, e.young INTO problem, account, member, young
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  IF NOT young AND EXISTS (SELECT FROM tenant.messaging_token AS m WHERE m.account_id = account) THEN
    problem := 'session.confirm';
    RETURN;
  END IF;
  -- Locked, so that link.oa_put cannot change the Basic ID between here and the pending row.
  SELECT o.basic_id INTO basic_id FROM tenant.oa AS o WHERE o.account_id = account FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    problem := 'onboarding.oa_required';
    RETURN;
  END IF;
  SELECT c.channel_id INTO login_channel_id FROM tenant.login_channel AS c WHERE c.account_id = account;

  attempt := tenant.start_proof('messaging_token', NULL, NULL, _token_id, _sealed, _accept_expiry, _lease_seconds);
  PERFORM tenant.record_act('messaging_token.pasted', member, _ip, _request_id);
END
$$;
