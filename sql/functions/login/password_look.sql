-- login.password_look: what the new password of who is logged in may not be made of.
--
-- Asked before anything is counted or hashed; the password is changed afterwards, by login.password.
-- Problem: session.required.
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.password_look(
  _session bytea, _slug text,
  OUT problem text, OUT company text, OUT email text, OUT contact text, OUT oa text)
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

  SELECT a.company, m.email, a.contact, o.name INTO company, email, contact, oa
    FROM tenant.account AS a
    JOIN tenant.member AS m ON m.account_id = a.account_id
    LEFT JOIN tenant.oa AS o ON o.account_id = a.account_id
   WHERE a.account_id = live.account_id AND m.member_id = live.member_id;
END
$$;
