-- admin.require_totp: from now on every member of that account needs a second factor, or none does again.
--
-- Who is logged in without one stays so, and may only set one up: see directory.live_session. Demanded already,
-- or not demanded: nothing changes. Otherwise an event.
-- Problem: not_found.
-- Who: acho_admin. Locks the members, so that a login or a switching under way ends before or begins after; then
-- the account, its sessions. Errors: none.
CREATE OR REPLACE FUNCTION admin.require_totp(_slug text, _on boolean, OUT problem text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
BEGIN
  IF account IS NULL THEN
    problem := 'not_found';
    RETURN;
  END IF;

  PERFORM FROM tenant.member AS m WHERE m.account_id = account ORDER BY m.member_id FOR NO KEY UPDATE;
  UPDATE tenant.account AS a SET totp_required_at = CASE WHEN _on THEN now() END
   WHERE a.account_id = account AND (a.totp_required_at IS NOT NULL) <> _on;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE directory.session AS s
     SET setup_required = _on AND NOT EXISTS (SELECT FROM tenant.totp AS t
                                               WHERE t.account_id = account AND t.member_id = s.member_id AND t.on_at IS NOT NULL)
   WHERE s.account_id = account;
  PERFORM tenant.record_act(CASE WHEN _on THEN 'totp.required' ELSE 'totp.optional' END, NULL, NULL, NULL);
END
$$;
