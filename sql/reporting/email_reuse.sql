-- report.email_reuse: how many addresses belong to one account, to two, and so on. No address is shown.
--
-- Addresses are compared as everywhere, see directory.address_hash: ASCII letters in lower case.
CREATE OR REPLACE VIEW report.email_reuse AS
SELECT s.accounts AS accounts_per_address,
       count(*) AS addresses,
       count(*) * s.accounts AS memberships
  FROM (SELECT count(*) AS accounts FROM tenant.member AS m GROUP BY lower(m.email COLLATE "C")) AS s
 GROUP BY s.accounts;

COMMENT ON VIEW report.email_reuse IS 'How many e-mail addresses belong to one merchant account, how many to two, and so on. One row per number of accounts; no address is shown. An address may belong to any number of accounts.';
COMMENT ON COLUMN report.email_reuse.accounts_per_address IS 'So many merchant accounts each of these addresses can log in to.';
COMMENT ON COLUMN report.email_reuse.addresses IS 'How many different addresses these are.';
COMMENT ON COLUMN report.email_reuse.memberships IS 'Both multiplied. All rows together: every member of every account.';
