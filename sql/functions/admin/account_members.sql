-- admin.account_members: the people of an account, whole addresses: the commands that act on one of them take it.
--
-- No row for an unknown account.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.account_members(_slug text)
  RETURNS TABLE (email text, role text, verified_at timestamptz, totp_since timestamptz, sessions bigint, created_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
BEGIN
  RETURN QUERY
    SELECT m.email, m.role, m.verified_at, t.on_at,
           (SELECT count(*) FROM directory.session AS s
             WHERE s.account_id = account AND s.member_id = m.member_id AND s.expires_at > now() AND s.seen_at + s.idle_for > now()),
           m.created_at
      FROM tenant.member AS m
      LEFT JOIN tenant.totp AS t ON t.account_id = m.account_id AND t.member_id = m.member_id
     WHERE m.account_id = account
     ORDER BY m.created_at, m.email;
END
$$;
