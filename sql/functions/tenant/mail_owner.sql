-- tenant.mail_owner: a mail of that kind to the owner of the account that is set; to each of them.
--
-- _subject_hash: what the link in the mail will be good for, see tenant.outbox.
-- Who: definers of login, link, courier and admin. Locks nothing. Tells acho_outbox. Errors: none.
DROP FUNCTION IF EXISTS tenant.mail_outcome(text, text);
CREATE OR REPLACE FUNCTION tenant.mail_owner(_kind text, _subject_hash bytea DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, subject_hash)
  SELECT m.account_id, gen_random_uuid(), _kind, m.email, _subject_hash
    FROM tenant.member AS m
   WHERE m.account_id = tenant.current_account() AND m.role = 'owner';
  PERFORM directory.tell('acho_outbox');
END
$$;
GRANT EXECUTE ON FUNCTION tenant.mail_owner(text, bytea) TO acho_login_definer, acho_link_definer, acho_courier_definer, acho_admin_definer;
