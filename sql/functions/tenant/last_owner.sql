-- tenant.last_owner: is that member the only owner of the account that is set?
--
-- Who: definer of login. Locks nothing; the caller has locked the members. Errors: none.
CREATE OR REPLACE FUNCTION tenant.last_owner(_member uuid) RETURNS boolean
  LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT count(*) = 1 AND bool_and(m.member_id = _member)
    FROM tenant.member AS m
   WHERE m.account_id = tenant.current_account() AND m.role = 'owner';
END;
GRANT EXECUTE ON FUNCTION tenant.last_owner(uuid) TO acho_login_definer;
