-- login.totp: has the member a second factor, and how many recovery codes are left?
--
-- state: off, pending (a secret was shown and no code has come back yet), on. required: the vendor demands it.
-- Problem: session.required.
-- Who: acho_login. Locks nothing. Errors: none.
DROP FUNCTION IF EXISTS login.totp(bytea, text);
CREATE OR REPLACE FUNCTION login.totp(
  _session bytea, _slug text,
  OUT problem text, OUT state text, OUT since timestamptz, OUT codes_left integer, OUT required boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  live record;
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug);
  problem := live.problem;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  SELECT CASE WHEN t.on_at IS NOT NULL THEN 'on' WHEN t.created_at IS NOT NULL THEN 'pending' ELSE 'off' END,
         t.on_at,
         (SELECT count(*) FROM tenant.recovery_code AS c
           WHERE c.account_id = live.account_id AND c.member_id = live.member_id),
         a.totp_required_at IS NOT NULL
    INTO state, since, codes_left, required
    FROM tenant.member AS m
    JOIN tenant.account AS a ON a.account_id = m.account_id
    LEFT JOIN tenant.totp AS t ON t.account_id = m.account_id AND t.member_id = m.member_id
   WHERE m.account_id = live.account_id AND m.member_id = live.member_id;
END
$$;
