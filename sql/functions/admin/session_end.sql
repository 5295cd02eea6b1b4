-- admin.session_end: whoever is logged in to that account is logged out, everywhere; the member of that address alone, if one is named.
--
-- For a lost phone, or a person who must be out at once; they may log in again with what they know. An event, about
-- the member who was named.
-- Problem: not_found; member.not_found (nobody of that account has the address).
-- Who: acho_admin. Locks the members, or the one, so that a login under way ends before or begins after; then as
-- tenant.end_sessions. Errors: none.
CREATE OR REPLACE FUNCTION admin.session_end(_slug text, _email text, OUT problem text, OUT ended integer)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
  member uuid;
BEGIN
  IF account IS NULL THEN
    problem := 'not_found';
    RETURN;
  END IF;

  PERFORM FROM tenant.member AS m
    WHERE m.account_id = account AND (_email IS NULL OR m.address_hash = directory.address_hash(_email))
    ORDER BY m.member_id
      FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    problem := 'member.not_found';
    RETURN;
  END IF;
  IF _email IS NOT NULL THEN
    SELECT m.member_id INTO member FROM tenant.member AS m WHERE m.account_id = account AND m.address_hash = directory.address_hash(_email);
  END IF;

  DELETE FROM directory.login_attempt AS l WHERE l.account_id = account AND (member IS NULL OR l.member_id = member);
  ended := tenant.end_sessions(member, NULL, NULL);
  PERFORM tenant.record_act('session.ended', NULL, NULL, NULL, _email);
END
$$;
