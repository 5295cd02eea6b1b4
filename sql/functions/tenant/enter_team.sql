-- tenant.enter_team: tenant.enter, to change who is in the account; one such change at a time.
--
-- Asked once more when the members are locked: of two owners who take each other's role away, the second is no owner
-- any more.
-- Problem: as tenant.enter.
-- Who: definer of login. Sets acho.account. Locks the members, in the order of their ids. Errors: none.
DROP FUNCTION IF EXISTS tenant.enter_team(bytea, text);
CREATE OR REPLACE FUNCTION tenant.enter_team(
  _session bytea, _slug text, _act text DEFAULT NULL, _young boolean DEFAULT false,
  OUT problem text, OUT account_id bigint, OUT member_id uuid, OUT young boolean, OUT role text)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  SELECT e.problem, e.account_id INTO problem, account_id FROM tenant.enter(_session, _slug) AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM FROM tenant.member AS m WHERE m.account_id = enter_team.account_id ORDER BY m.member_id FOR NO KEY UPDATE;
  SELECT e.problem, e.member_id, e.young, e.role INTO problem, member_id, young, role
    FROM tenant.enter(_session, _slug, _act, _young) AS e;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.enter_team(bytea, text, text, boolean) TO acho_login_definer;
