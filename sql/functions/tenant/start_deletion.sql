-- tenant.start_deletion: the account that is set is to be deleted 14 days from now; true unless it was already.
--
-- Its Official Account is free at once and our copy of its token is gone; the owners are told by mail. All else
-- stays until then, see courier.erase. Once begun, the day stays.
-- Callers have locked the proof's row.
-- Who: definers of link and admin. Locks the account, then as tenant.forget_token. Tells acho_outbox. Errors: none.
CREATE OR REPLACE FUNCTION tenant.start_deletion(OUT started boolean, OUT deletes_at timestamptz)
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := tenant.current_account();
BEGIN
  SELECT a.closing_at IS NULL, coalesce(a.closing_at, now()) + interval '14 days' INTO started, deletes_at
    FROM tenant.account AS a WHERE a.account_id = account FOR NO KEY UPDATE;
  PERFORM tenant.forget_token();
  DELETE FROM directory.link_token AS t WHERE t.account_id = account AND t.purpose = 'release';
  IF started THEN
    UPDATE tenant.account AS a SET closing_at = now() WHERE a.account_id = account;
    PERFORM tenant.mail_owner('account_closing');
  END IF;
END
$$;
GRANT EXECUTE ON FUNCTION tenant.start_deletion() TO acho_link_definer, acho_admin_definer;
