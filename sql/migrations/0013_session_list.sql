-- previous-binary: runs
-- A member looks at the sessions of the account and ends them; what a person does becomes an event.

-- Sessions of a member: to list them, to end them. seen_at stands in no index, so touching stays cheap.
CREATE INDEX session_member ON directory.session (account_id, member_id);
GRANT SELECT (member_id, ip, user_agent, created_at) ON tenant.session TO acho_login_definer;

ALTER TABLE tenant.event
  ADD member_id   uuid,
  ADD ip          text,
  ADD request_id  text;
COMMENT ON COLUMN tenant.event.kind IS 'line.proved, line.refuted, line.pending: what LINE said of a paste; watch.refuted, watch.recovered: LINE no longer takes a proved value, or does again; bot.released: freed by a mailed link; session.ended: somebody ended sessions from the list.';
COMMENT ON COLUMN tenant.event.member_id IS 'Who did it; NULL: nobody did, or whoever had the mailed link.';
COMMENT ON COLUMN tenant.event.ip IS 'Address the request came from; NULL: no request.';
COMMENT ON COLUMN tenant.event.request_id IS 'X-Request-Id of that request, as in the logs.';
DO $$
DECLARE
  part text;
  name text;
BEGIN
  FOR part IN SELECT i.inhrelid::regclass::text FROM pg_inherits AS i WHERE i.inhparent = 'tenant.event'::regclass LOOP
    FOREACH name IN ARRAY ARRAY['member_id', 'ip', 'request_id'] LOOP
      EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', part, name, 'As in tenant.event.');
    END LOOP;
  END LOOP;
END
$$;
CREATE POLICY login ON tenant.event TO acho_login_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
GRANT INSERT (account_id, kind, member_id, ip, request_id) ON tenant.event TO acho_login_definer;
