-- previous-binary: runs
-- More to report on, and a second role to read it: acho_support also sees whole addresses.

SET LOCAL ROLE acho_report_definer;
GRANT USAGE ON SCHEMA report TO acho_support;
GRANT SELECT ON ALL TABLES IN SCHEMA report TO acho_support;
RESET ROLE;
ALTER DEFAULT PRIVILEGES FOR ROLE acho_report_definer IN SCHEMA report
  GRANT SELECT ON TABLES TO acho_support;
ALTER DEFAULT PRIVILEGES FOR ROLE acho_report_definer IN SCHEMA report
  GRANT EXECUTE ON FUNCTIONS TO acho_report, acho_support;

GRANT SELECT (created_at, verified_at) ON tenant.member TO acho_report_definer;
CREATE POLICY report ON tenant.outbox FOR SELECT TO acho_report_definer USING (true);
GRANT SELECT (kind, state, created_at, settled_at, last_status) ON tenant.outbox TO acho_report_definer;

-- What is asked for: whole days of the vendor's clock, one merchant, one address. As in event_diagnosis the
-- indexes that a report reads instead of the table also hold the bare column behind the expression.
CREATE INDEX account_day ON tenant.account (((created_at AT TIME ZONE 'Asia/Taipei')::date));
CREATE INDEX account_slug ON tenant.account (slug);
CREATE INDEX member_address ON tenant.member (lower(email COLLATE "C")) INCLUDE (email);
CREATE INDEX outbox_day ON tenant.outbox (((created_at AT TIME ZONE 'Asia/Taipei')::date));
CREATE INDEX event_login ON tenant.event (((at AT TIME ZONE 'Asia/Taipei')::date)) INCLUDE (at, kind, account_id)
 WHERE kind IN ('session.opened', 'session.closed', 'session.throttled', 'totp.code_used', 'password.changed', 'password.reset');
