-- report.onboarding: one row an account, with when it reached each step: what report.onboarding_funnel,
-- report.onboarding_steps and report.signups_daily are made of. Nobody reads it directly.
--
-- What was counted ahead where there is such, else what is so at this moment.
CREATE OR REPLACE VIEW report.onboarding AS
SELECT c.*, (SELECT k.as_of FROM report.counted AS k) AS as_of
  FROM report.counted_progress AS c
UNION ALL
SELECT p.*, now()
  FROM report.accounts_progress AS p
 WHERE NOT EXISTS (SELECT FROM report.counted_progress);

COMMENT ON VIEW report.onboarding IS 'When each merchant reached each step. One row per account.';
COMMENT ON COLUMN report.onboarding.slug IS 'As in report.accounts.';
COMMENT ON COLUMN report.onboarding.company IS 'As in report.accounts.';
COMMENT ON COLUMN report.onboarding.step IS 'As in report.accounts.';
COMMENT ON COLUMN report.onboarding.step_since IS 'As in report.accounts.';
COMMENT ON COLUMN report.onboarding.last_diagnosis IS 'As in report.accounts.';
COMMENT ON COLUMN report.onboarding.signed_up_at IS 'When the merchant signed up, which is to reach the first step.';
COMMENT ON COLUMN report.onboarding.login_channel IS 'When the merchant reached the step of that name. Empty: not yet.';
COMMENT ON COLUMN report.onboarding.publish IS 'When the merchant reached the step of that name. Empty: not yet.';
COMMENT ON COLUMN report.onboarding.messaging_token IS 'When the merchant reached the step of that name. Empty: not yet.';
COMMENT ON COLUMN report.onboarding.done IS 'When all was done. Empty: not yet, or not any more.';
COMMENT ON COLUMN report.onboarding.as_of IS 'When this was counted.';
COMMENT ON COLUMN report.onboarding.login_channel_seconds IS 'How long that took from the step before, in seconds.';
COMMENT ON COLUMN report.onboarding.publish_seconds IS 'How long that took from the step before, in seconds.';
COMMENT ON COLUMN report.onboarding.messaging_token_seconds IS 'How long that took from the step before, in seconds.';
COMMENT ON COLUMN report.onboarding.done_seconds IS 'How long that took from the step before, in seconds.';
COMMENT ON COLUMN report.onboarding.here_at IS 'When the merchant first reached the step it is at.';

REVOKE ALL ON report.onboarding FROM acho_report, acho_support;
