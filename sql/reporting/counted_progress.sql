-- report.counted_progress: report.accounts_progress as of the last report.refresh, in a house of more than 20,000
-- accounts: following each through five tables takes seconds where there are a million. Empty in a smaller one.
--
-- CREATE OR REPLACE knows no materialised view: a release that defines one anew drops it in a migration.
CREATE MATERIALIZED VIEW IF NOT EXISTS report.counted_progress AS
SELECT p.* FROM report.accounts_progress AS p WHERE EXISTS (SELECT FROM tenant.account OFFSET 20000);

-- By the first one REFRESH CONCURRENTLY tells rows apart; people ask for a span of time.
CREATE UNIQUE INDEX IF NOT EXISTS counted_progress_slug ON report.counted_progress (slug);
CREATE INDEX IF NOT EXISTS counted_progress_signed_up ON report.counted_progress (signed_up_at);
CREATE INDEX IF NOT EXISTS counted_progress_login_channel ON report.counted_progress (login_channel) WHERE login_channel IS NOT NULL;
CREATE INDEX IF NOT EXISTS counted_progress_publish ON report.counted_progress (publish) WHERE publish IS NOT NULL;
CREATE INDEX IF NOT EXISTS counted_progress_messaging_token ON report.counted_progress (messaging_token) WHERE messaging_token IS NOT NULL;
CREATE INDEX IF NOT EXISTS counted_progress_done ON report.counted_progress (done) WHERE done IS NOT NULL;

COMMENT ON MATERIALIZED VIEW report.counted_progress IS 'When each merchant reached each step, counted ahead. One row per account, none in a small house.';
COMMENT ON COLUMN report.counted_progress.slug IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.company IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.step IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.step_since IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.last_diagnosis IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.signed_up_at IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.login_channel IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.publish IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.messaging_token IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.done IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.login_channel_seconds IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.publish_seconds IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.messaging_token_seconds IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.done_seconds IS 'As in report.onboarding.';
COMMENT ON COLUMN report.counted_progress.here_at IS 'As in report.onboarding.';

REVOKE ALL ON report.counted_progress FROM acho_report, acho_support;
