-- previous-binary: runs
-- What happened: one row each time LINE's word about a value changes. Rows are added, never altered.
--
-- Partitioned by month of `at`, so that old months go as whole tables. courier.partitions() makes the
-- months ahead and drops those past their time; it runs with every upgrade too. No foreign key to
-- tenant.account: making a month would lock that table against sign-ups.

CREATE TABLE tenant.event (
  account_id       bigint NOT NULL,
  at               timestamptz NOT NULL DEFAULT now(),
  event_id         uuid NOT NULL DEFAULT gen_random_uuid(),
  kind             text NOT NULL CHECK (kind ~ '^[a-z_]+\.[a-z_]+$'),
  step             text COLLATE "C" CHECK (step IN ('login_channel', 'messaging_token')),
  code             text,
  line_call        text,
  line_status      integer,
  line_request_id  text,
  PRIMARY KEY (account_id, at, event_id)
) PARTITION BY RANGE (at);
-- What report.line_errors asks: whole days of the vendor's clock. All columns it needs stand in the
-- index, `at` for itself too, or PostgreSQL would not see that the index has the day.
CREATE INDEX event_diagnosis ON tenant.event
       (((at AT TIME ZONE 'Asia/Taipei')::date), step, code, line_call, line_status)
       INCLUDE (at, account_id, line_request_id) WHERE code IS NOT NULL;
COMMENT ON TABLE tenant.event IS 'What happened to an account, for its owner and for support. No secret or part of one ever stands in a row.';
COMMENT ON COLUMN tenant.event.account_id IS 'The account.';
COMMENT ON COLUMN tenant.event.at IS 'When it happened; decides the partition.';
COMMENT ON COLUMN tenant.event.event_id IS 'Row id.';
COMMENT ON COLUMN tenant.event.kind IS 'line.proved, line.refuted, line.pending: what LINE said of a paste; watch.refuted, watch.recovered: LINE no longer takes a proved value, or does again; bot.released: freed by a mailed link.';
COMMENT ON COLUMN tenant.event.step IS 'login_channel (step 12) or messaging_token (step 14).';
COMMENT ON COLUMN tenant.event.code IS 'Diagnosis, such as line.kid_unknown; NULL: LINE said yes.';
COMMENT ON COLUMN tenant.event.line_call IS 'Which question of ours LINE answered so.';
COMMENT ON COLUMN tenant.event.line_status IS 'HTTP status of the answer; NULL: no answer.';
COMMENT ON COLUMN tenant.event.line_request_id IS 'X-Line-Request-Id of the answer, for LINE''s support.';

-- Where a row goes whose month nobody has made: an outage of the courier must not cost a merchant's paste.
CREATE TABLE tenant.event_default PARTITION OF tenant.event DEFAULT;
COMMENT ON TABLE tenant.event_default IS 'Events of months that have no partition; courier.partitions() moves them.';
COMMENT ON COLUMN tenant.event_default.account_id IS 'As in tenant.event, like all columns.';
COMMENT ON COLUMN tenant.event_default.at IS 'As in tenant.event.';
COMMENT ON COLUMN tenant.event_default.event_id IS 'As in tenant.event.';
COMMENT ON COLUMN tenant.event_default.kind IS 'As in tenant.event.';
COMMENT ON COLUMN tenant.event_default.step IS 'As in tenant.event.';
COMMENT ON COLUMN tenant.event_default.code IS 'As in tenant.event.';
COMMENT ON COLUMN tenant.event_default.line_call IS 'As in tenant.event.';
COMMENT ON COLUMN tenant.event_default.line_status IS 'As in tenant.event.';
COMMENT ON COLUMN tenant.event_default.line_request_id IS 'As in tenant.event.';

-- A partition has no policy: asked directly, instead of through tenant.event, it shows nothing.
ALTER TABLE tenant.event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant.event_default ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY link ON tenant.event TO acho_link_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.event TO acho_courier_definer USING (true) WITH CHECK (true);
CREATE POLICY report ON tenant.event FOR SELECT TO acho_report_definer USING (true);

-- courier.partitions() is the owner's, who alone may make and drop tables, and the courier's to call.
ALTER DEFAULT PRIVILEGES IN SCHEMA courier GRANT EXECUTE ON FUNCTIONS TO acho_courier;

GRANT INSERT (account_id, kind, step, code, line_call, line_status, line_request_id)
   ON tenant.event TO acho_link_definer, acho_courier_definer;
GRANT SELECT (account_id, at, kind, step, code, line_call, line_status, line_request_id)
   ON tenant.event TO acho_report_definer;
