-- report.addresses: who can be written to about an account. For acho_support alone; acho_report has masks.
CREATE OR REPLACE VIEW report.addresses AS
SELECT a.slug,
       a.company,
       m.email,
       m.role,
       m.verified_at,
       m.created_at
  FROM tenant.member AS m
  JOIN tenant.account AS a ON a.account_id = m.account_id;

COMMENT ON VIEW report.addresses IS 'Whole e-mail addresses of the members of every merchant account, for those who write to merchants (role acho_support only). One row per member.';
COMMENT ON COLUMN report.addresses.slug IS 'The 13 characters at the end of the merchant''s login address (/a/...).';
COMMENT ON COLUMN report.addresses.company IS 'Shop or company name, as the merchant typed it when signing up.';
COMMENT ON COLUMN report.addresses.email IS 'The member''s e-mail address, as typed. Personal data: use it to answer this merchant and for nothing else.';
COMMENT ON COLUMN report.addresses.role IS 'owner, manager or viewer.';
COMMENT ON COLUMN report.addresses.verified_at IS 'When the member confirmed the address by a mailed link. Empty: not yet.';
COMMENT ON COLUMN report.addresses.created_at IS 'When the member came to the account.';

REVOKE ALL ON report.addresses FROM acho_report;
