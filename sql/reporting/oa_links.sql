-- report.oa_links: the LINE Official Accounts that are linked, one row each.
CREATE OR REPLACE VIEW report.oa_links AS
SELECT a.slug,
       a.company,
       m.display_name AS oa_name,
       m.basic_id,
       o.basic_id AS entered_basic_id,
       lower(o.basic_id) = lower(m.basic_id) AS as_entered,
       p.proved_at AS linked_at,
       (p.proved_at AT TIME ZONE 'Asia/Taipei')::date AS linked_day,
       w.refuted_at IS NULL AS works,
       w.refuted_at AS broken_since,
       w.code AS diagnosis,
       m.expires_at
  FROM tenant.messaging_token AS m
  JOIN tenant.account AS a ON a.account_id = m.account_id
  LEFT JOIN tenant.oa AS o ON o.account_id = m.account_id
  LEFT JOIN tenant.proof AS p ON p.account_id = m.account_id AND p.step = 'messaging_token'
  LEFT JOIN tenant.watch AS w ON w.account_id = m.account_id AND w.step = 'messaging_token';

COMMENT ON VIEW report.oa_links IS 'Every LINE Official Account that LINE has confirmed with a token, and whose it is. One row per Official Account.';
COMMENT ON COLUMN report.oa_links.slug IS 'The 13 characters at the end of the merchant''s login address (/a/...).';
COMMENT ON COLUMN report.oa_links.company IS 'Shop or company name, as the merchant typed it when signing up.';
COMMENT ON COLUMN report.oa_links.oa_name IS 'Name of the Official Account, as LINE gives it.';
COMMENT ON COLUMN report.oa_links.basic_id IS 'Its Basic ID, as LINE gives it.';
COMMENT ON COLUMN report.oa_links.entered_basic_id IS 'The Basic ID the merchant typed.';
COMMENT ON COLUMN report.oa_links.as_entered IS 'Yes when both Basic IDs are the same. No: the merchant typed another one than it linked, which a large shop with several often does by mistake.';
COMMENT ON COLUMN report.oa_links.linked_at IS 'When LINE confirmed the token.';
COMMENT ON COLUMN report.oa_links.linked_day IS 'The day of that, by the clock of Taipei.';
COMMENT ON COLUMN report.oa_links.works IS 'Yes while LINE still takes the token.';
COMMENT ON COLUMN report.oa_links.broken_since IS 'Since when LINE no longer takes it. Empty: it does.';
COMMENT ON COLUMN report.oa_links.diagnosis IS 'Why LINE refuses it, such as line.token_invalid. Empty: it does not.';
COMMENT ON COLUMN report.oa_links.expires_at IS 'When the token ends by itself. Empty: it does not.';
