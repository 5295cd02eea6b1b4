-- admin.forget_totp: the member of that address has lost phone and recovery codes, and logs in without them.
--
-- Sessions stay. An event, about the member: it was the operator; the member is told by mail.
-- Problem: not_found; member.not_found (nobody of that account has the address); totp.off (there is none).
-- Who: acho_admin. Locks the member, then as tenant.forget_totp. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION admin.forget_totp(_slug text, _email text, OUT problem text)
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

  SELECT m.member_id INTO member
    FROM tenant.member AS m
   WHERE m.account_id = account AND m.address_hash = directory.address_hash(_email)
     FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    problem := 'member.not_found';
  ELSIF tenant.forget_totp(member) THEN
    PERFORM tenant.record_act('totp.forgotten', NULL, NULL, NULL, _email);
  ELSE
    problem := 'totp.off';
  END IF;
END
$$;
