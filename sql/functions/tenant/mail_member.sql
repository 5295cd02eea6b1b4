-- tenant.mail_member: a mail of that kind to a member of the account that is set.
--
-- Who: definers of login and admin. Locks nothing. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION tenant.mail_member(_kind text, _member uuid) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id)
  SELECT m.account_id, gen_random_uuid(), _kind, m.email, m.member_id
    FROM tenant.member AS m
   WHERE m.account_id = tenant.current_account() AND m.member_id = _member;
  PERFORM directory.tell('acho_outbox');
END
$$;
GRANT EXECUTE ON FUNCTION tenant.mail_member(text, uuid) TO acho_login_definer, acho_admin_definer;
