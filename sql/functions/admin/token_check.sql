-- admin.token_check: LINE is to be asked now about what that account has proved.
--
-- The courier asks; admin.token_health tells what LINE said, once its checked_at is no older than asked_at.
-- A value that a courier is asking about at the moment is left alone.
-- Problem: not_found; account.suspended (LINE is not asked then); token.none (nothing is proved).
-- Who: acho_admin. Locks the account's watches. Tells acho_proof. Errors: none.
CREATE OR REPLACE FUNCTION admin.token_check(
  _slug text,
  OUT problem text, OUT asked_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
BEGIN
  IF account IS NULL THEN
    problem := 'not_found';
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM tenant.account AS a WHERE a.account_id = account AND a.suspended_at IS NOT NULL) THEN
    problem := 'account.suspended';
    RETURN;
  END IF;

  UPDATE tenant.watch AS w SET due_at = CASE WHEN w.lease IS NULL THEN now() ELSE w.due_at END
   WHERE w.account_id = account;
  IF NOT FOUND THEN
    problem := 'token.none';
    RETURN;
  END IF;
  PERFORM directory.tell('acho_proof');
  asked_at := now();
END
$$;
