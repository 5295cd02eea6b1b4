-- report.token_health: one row a value that LINE has confirmed and is asked about again once a day.
CREATE OR REPLACE VIEW report.token_health AS
SELECT a.slug,
       a.company,
       w.step,
       CASE WHEN w.refuted_at IS NOT NULL THEN 'refuted' WHEN w.refused_at IS NOT NULL THEN 'doubted' ELSE 'proved' END AS state,
       w.checked_at,
       w.refuted_at,
       CASE WHEN w.locked_at IS NULL THEN w.code ELSE 'vault.locked' END AS code,
       m.expires_at,
       w.due_at AS next_check_at
  FROM tenant.watch AS w
  JOIN tenant.account AS a ON a.account_id = w.account_id
  LEFT JOIN tenant.messaging_token AS m ON m.account_id = w.account_id AND w.step = 'messaging_token';

COMMENT ON VIEW report.token_health IS 'Whether LINE still takes what it has confirmed. One row per merchant account and value: its LINE Login channel, its token.';
COMMENT ON COLUMN report.token_health.slug IS 'The 13 characters at the end of the merchant''s login address (/a/...).';
COMMENT ON COLUMN report.token_health.company IS 'Shop or company name, as the merchant typed it when signing up.';
COMMENT ON COLUMN report.token_health.step IS 'login_channel (channel ID and kid) or messaging_token (the token).';
COMMENT ON COLUMN report.token_health.state IS 'proved: LINE takes it; doubted: LINE has refused it once, we ask again within the hour; refuted: LINE refused it twice, or what is kept of it is damaged; the merchant has been told.';
COMMENT ON COLUMN report.token_health.checked_at IS 'When LINE last said yes or no. Empty: not since the value was confirmed.';
COMMENT ON COLUMN report.token_health.refuted_at IS 'Since when it counts as refused. Empty: it does not.';
COMMENT ON COLUMN report.token_health.code IS 'Why LINE refuses it, such as line.token_invalid. vault.unreadable: it is damaged; vault.locked: our keyring lacks its master key. Empty: it does not.';
COMMENT ON COLUMN report.token_health.expires_at IS 'When the token ends by itself. Empty: it does not, or it is no token.';
COMMENT ON COLUMN report.token_health.next_check_at IS 'When LINE will be asked next.';
