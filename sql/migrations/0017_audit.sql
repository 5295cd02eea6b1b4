-- previous-binary: runs
-- What happened is read: by the owner of the account, and by the vendor in report.audit.

GRANT SELECT (account_id, at, event_id, kind, member_id, ip, request_id, step, code) ON tenant.event TO acho_login_definer;
GRANT SELECT (event_id, member_id, ip, request_id) ON tenant.event TO acho_report_definer;
GRANT SELECT (member_id) ON tenant.member TO acho_report_definer;
COMMENT ON COLUMN tenant.event.kind IS 'One of tenant.event_kinds().';
