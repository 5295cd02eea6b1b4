-- link.checklist_put: step 13, the merchant's own word: published, and linked to the Official Account.
--
-- A tick keeps the time it was first set; taking it away and setting it again makes a new time.
-- Problem: session.required; role.denied or totp.setup_required; onboarding.oa_required.
-- Who: acho_link. Locks the account's oa row. Errors: none.
CREATE OR REPLACE FUNCTION link.checklist_put(
  _session bytea, _slug text, _published boolean, _oa_linked boolean,
  OUT problem text, OUT published_at timestamptz, OUT oa_linked_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
BEGIN
  SELECT e.problem, e.account_id INTO problem, account
    FROM tenant.enter(_session, _slug, 'oa.write') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  UPDATE tenant.oa AS o
     SET published_at = CASE WHEN _published THEN coalesce(o.published_at, now()) END,
         oa_linked_at = CASE WHEN _oa_linked THEN coalesce(o.oa_linked_at, now()) END
   WHERE o.account_id = account
  RETURNING o.published_at, o.oa_linked_at INTO published_at, oa_linked_at;
  IF NOT FOUND THEN
    problem := 'onboarding.oa_required';
  END IF;
END
$$;
