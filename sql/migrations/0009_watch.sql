-- previous-binary: runs
-- Watching: LINE is asked about every proved value once a day, by the courier.
--
-- A value that is proved between this migration and the functions that follow it, in the same second,
-- is watched from the next time it is proved.

CREATE TABLE tenant.watch (
  account_id       bigint NOT NULL REFERENCES tenant.account (account_id),
  step             text COLLATE "C" NOT NULL CHECK (step IN ('login_channel', 'messaging_token')),
  due_at           timestamptz NOT NULL,
  lease            uuid,
  tries            integer NOT NULL DEFAULT 0,
  checked_at       timestamptz,
  refused_at       timestamptz,
  refuted_at       timestamptz,
  code             text,
  line_call        text,
  line_status      integer,
  line_request_id  text,
  PRIMARY KEY (account_id, step),
  CHECK ((refused_at IS NULL) = (code IS NULL)),
  CHECK (refuted_at IS NULL OR refused_at IS NOT NULL)
) WITH (fillfactor = 80);
CREATE INDEX watch_due ON tenant.watch (due_at);
CREATE INDEX watch_lease ON tenant.watch (lease) WHERE lease IS NOT NULL;
CREATE INDEX watch_refuted ON tenant.watch (account_id, step) WHERE refuted_at IS NOT NULL;
COMMENT ON TABLE tenant.watch IS 'Proved values that LINE is asked about again and again. A row comes, starts anew and goes with the value.';
COMMENT ON COLUMN tenant.watch.account_id IS 'The account.';
COMMENT ON COLUMN tenant.watch.step IS 'login_channel (step 12) or messaging_token (step 14).';
COMMENT ON COLUMN tenant.watch.due_at IS 'Not to be asked about before; while leased, the end of the lease.';
COMMENT ON COLUMN tenant.watch.lease IS 'The courier''s claim; NULL: nobody is asking.';
COMMENT ON COLUMN tenant.watch.tries IS 'How often a courier has taken it since LINE last said yes or no.';
COMMENT ON COLUMN tenant.watch.checked_at IS 'When LINE last said yes or no; silence does not count. NULL: not since it was proved.';
COMMENT ON COLUMN tenant.watch.refused_at IS 'First of the refusals that no yes has followed; NULL: LINE takes it.';
COMMENT ON COLUMN tenant.watch.refuted_at IS 'Since when it counts as refuted: two refusals long enough apart. NULL: it still holds.';
COMMENT ON COLUMN tenant.watch.code IS 'Diagnosis of the last refusal; NULL: LINE takes it.';
COMMENT ON COLUMN tenant.watch.line_call IS 'Which question of ours LINE last answered with yes or no.';
COMMENT ON COLUMN tenant.watch.line_status IS 'HTTP status of that answer.';
COMMENT ON COLUMN tenant.watch.line_request_id IS 'X-Line-Request-Id of that answer, for LINE''s support.';

ALTER TABLE tenant.watch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY login ON tenant.watch FOR SELECT TO acho_login_definer
  USING (account_id = tenant.current_account());
CREATE POLICY link ON tenant.watch TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.watch TO acho_courier_definer USING (true) WITH CHECK (true);
CREATE POLICY report ON tenant.watch FOR SELECT TO acho_report_definer USING (true);
GRANT SELECT (account_id, step, refuted_at) ON tenant.watch TO acho_login_definer;
GRANT SELECT, INSERT, UPDATE ON tenant.watch TO acho_link_definer, acho_courier_definer;
GRANT DELETE ON tenant.watch TO acho_link_definer;
GRANT SELECT (account_id, step, due_at, checked_at, refused_at, refuted_at, code) ON tenant.watch TO acho_report_definer;

-- What holds today, spread over the first day. In the skin of the one definer that sees every account,
-- so that nobody's policies need lifting.
SET LOCAL ROLE acho_courier_definer;
INSERT INTO tenant.watch (account_id, step, due_at)
SELECT p.account_id, p.step, now() + random() * interval '1 day'
  FROM tenant.proof AS p
 WHERE p.proved_at IS NOT NULL;
RESET ROLE;
