-- report.accounts_progress: one row an account, with when it reached each step, as of this moment.
--
-- A step is reached when all steps before it let the merchant go on. Nobody reads it directly: report.onboarding does.
-- OFFSET 0 keeps the planner from planning its long expressions anew in each view, for naught where it was counted ahead.
CREATE OR REPLACE VIEW report.accounts_progress AS
SELECT p.*,
       round(date_part('epoch', p.login_channel - p.signed_up_at))::integer AS login_channel_seconds,
       round(date_part('epoch', p.publish - p.login_channel))::integer AS publish_seconds,
       round(date_part('epoch', p.messaging_token - p.publish))::integer AS messaging_token_seconds,
       round(date_part('epoch', p.done - p.messaging_token))::integer AS done_seconds,
       CASE p.step WHEN 'oa' THEN p.signed_up_at WHEN 'login_channel' THEN p.login_channel WHEN 'publish' THEN p.publish
                   WHEN 'messaging_token' THEN p.messaging_token ELSE p.done END AS here_at
  FROM (SELECT a.slug,
               a.company,
               a.step,
               a.step_since,
               a.last_diagnosis,
               a.created_at AS signed_up_at,
               a.oa_entered_at AS login_channel,
               CASE WHEN a.login_channel_at IS NOT NULL THEN greatest(a.oa_entered_at, a.login_channel_at) END AS publish,
               CASE WHEN a.login_channel_at IS NOT NULL AND a.ticked_at IS NOT NULL
                    THEN greatest(a.oa_entered_at, a.login_channel_at, a.ticked_at) END AS messaging_token,
               CASE WHEN a.step = 'done' THEN a.step_since END AS done
          FROM report.accounts AS a
        OFFSET 0) AS p;

COMMENT ON VIEW report.accounts_progress IS 'When each merchant reached each step, looked up as you ask. One row per account.';
COMMENT ON COLUMN report.accounts_progress.slug IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.company IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.step IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.step_since IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.last_diagnosis IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.signed_up_at IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.login_channel IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.publish IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.messaging_token IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.done IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.login_channel_seconds IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.publish_seconds IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.messaging_token_seconds IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.done_seconds IS 'As in report.onboarding.';
COMMENT ON COLUMN report.accounts_progress.here_at IS 'As in report.onboarding.';

REVOKE ALL ON report.accounts_progress FROM acho_report, acho_support;
