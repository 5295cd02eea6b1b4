-- login.totp_begin: a member wants a second factor; may it be, and what does the label say?
--
-- Changes nothing. member_id is for the previous release, which seals to it.
-- Problem: session.required; session.confirm; totp.on.
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.totp_begin(
  _session bytea, _slug text,
  OUT problem text, OUT member_id uuid, OUT company text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, _young => true);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  IF EXISTS (SELECT FROM tenant.totp AS t
              WHERE t.account_id = live.account_id AND t.member_id = live.member_id AND t.on_at IS NOT NULL) THEN
    problem := 'totp.on';
    RETURN;
  END IF;
  SELECT m.member_id, a.company INTO member_id, company
    FROM tenant.member AS m
    JOIN tenant.account AS a ON a.account_id = m.account_id
   WHERE m.account_id = live.account_id AND m.member_id = live.member_id;
END
$$;
