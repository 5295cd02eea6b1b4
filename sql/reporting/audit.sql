-- report.audit: what happened in which account, who did it and from where, one row an event.
--
-- Ask for a span of time (WHERE at >= now() - interval '7 days'): only the months it touches are read. Such as
--   SELECT day, at, meaning, who, ip, request_id FROM report.audit WHERE slug = '...' AND at >= now() - interval '7 days' ORDER BY at;
CREATE OR REPLACE VIEW report.audit AS
SELECT a.slug,
       a.company,
       (e.at AT TIME ZONE 'Asia/Taipei')::date AS day,
       e.at,
       e.kind,
       k.meaning,
       regexp_replace(coalesce(m.email, f.email), '^(.).*@', '\1***@') AS who,
       e.ip,
       e.request_id,
       e.step,
       e.code,
       regexp_replace(e.about, '^(.).*@', '\1***@') AS about
  FROM tenant.event AS e
  JOIN tenant.account AS a ON a.account_id = e.account_id
  LEFT JOIN tenant.member AS m ON m.account_id = e.account_id AND m.member_id = e.member_id
  LEFT JOIN tenant.former_member AS f ON f.account_id = e.account_id AND f.member_id = e.member_id
  LEFT JOIN tenant.event_kinds() AS k ON k.kind = e.kind;

COMMENT ON VIEW report.audit IS 'What happened: every act that matters for security, and what LINE said of pasted values. One row per event; events are kept for 400 days unless set otherwise.';
COMMENT ON COLUMN report.audit.slug IS 'The 13 characters at the end of the merchant''s login address (/a/...).';
COMMENT ON COLUMN report.audit.company IS 'Shop or company name, as the merchant typed it when signing up.';
COMMENT ON COLUMN report.audit.day IS 'The day, by the clock of Taipei.';
COMMENT ON COLUMN report.audit.at IS 'When exactly.';
COMMENT ON COLUMN report.audit.kind IS 'What happened, in short, such as password.changed.';
COMMENT ON COLUMN report.audit.meaning IS 'The same in words.';
COMMENT ON COLUMN report.audit.who IS 'Address of the member who did it, with all but its first letter hidden. Empty: nobody did, or somebody with a mailed link did.';
COMMENT ON COLUMN report.audit.ip IS 'IP address the request came from. Empty: no request.';
COMMENT ON COLUMN report.audit.request_id IS 'Number of the request, as in our logs. Empty: no request.';
COMMENT ON COLUMN report.audit.step IS 'login_channel (channel ID and kid) or messaging_token (the token). Empty: neither.';
COMMENT ON COLUMN report.audit.code IS 'LINE''s diagnosis, such as line.kid_unknown. Empty: none.';
COMMENT ON COLUMN report.audit.about IS 'Address of whom it was done to, hidden alike, such as who was invited. Empty: nobody else.';

-- A view's tables are read as its owner, but its functions are executed as whoever reads it.
GRANT EXECUTE ON FUNCTION tenant.event_kinds() TO acho_report, acho_support;
