-- report.onboarding_steps: when each account reached each step, a row an account and step that was reached.
--
-- What report.onboarding_funnel says of all, of any time and any accounts: queries/funnel_of_a_period.sql. A step a
-- branch, so that signed_up_at and reached_at lead to an index of report.counted_progress.
CREATE OR REPLACE VIEW report.onboarding_steps AS
SELECT s.slug, s.company, s.position, s.step, s.signed_up_at, s.reached_at, s.seconds, s.is_stuck, s.stuck_since, s.last_diagnosis,
       s.as_of
  FROM (
  SELECT o.slug, o.company, 1, 'oa'::text, o.signed_up_at, o.signed_up_at, NULL,
         o.step = 'oa', CASE WHEN o.step = 'oa' THEN o.step_since END, CASE WHEN o.step = 'oa' THEN o.last_diagnosis END, o.as_of
    FROM report.onboarding AS o
  UNION ALL
  SELECT o.slug, o.company, 2, 'login_channel'::text, o.signed_up_at, o.login_channel, o.login_channel_seconds::numeric,
         o.step = 'login_channel', CASE WHEN o.step = 'login_channel' THEN o.step_since END, CASE WHEN o.step = 'login_channel' THEN o.last_diagnosis END, o.as_of
    FROM report.onboarding AS o WHERE o.login_channel IS NOT NULL
  UNION ALL
  SELECT o.slug, o.company, 3, 'publish'::text, o.signed_up_at, o.publish, o.publish_seconds::numeric,
         o.step = 'publish', CASE WHEN o.step = 'publish' THEN o.step_since END, CASE WHEN o.step = 'publish' THEN o.last_diagnosis END, o.as_of
    FROM report.onboarding AS o WHERE o.publish IS NOT NULL
  UNION ALL
  SELECT o.slug, o.company, 4, 'messaging_token'::text, o.signed_up_at, o.messaging_token, o.messaging_token_seconds::numeric,
         o.step = 'messaging_token', CASE WHEN o.step = 'messaging_token' THEN o.step_since END, CASE WHEN o.step = 'messaging_token' THEN o.last_diagnosis END, o.as_of
    FROM report.onboarding AS o WHERE o.messaging_token IS NOT NULL
  UNION ALL
  SELECT o.slug, o.company, 5, 'done'::text, o.signed_up_at, o.done, o.done_seconds::numeric,
         false, NULL, CASE WHEN o.step = 'done' THEN o.last_diagnosis END, o.as_of
    FROM report.onboarding AS o WHERE o.done IS NOT NULL
  ) AS s (slug, company, position, step, signed_up_at, reached_at, seconds, is_stuck, stuck_since, last_diagnosis, as_of);

COMMENT ON VIEW report.onboarding_steps IS 'When each merchant reached each step on the way to a linked Official Account, how long it took from the step before, and who is stuck where, since when and why. One row per account and step it has reached.';
COMMENT ON COLUMN report.onboarding_steps.slug IS 'The 13 characters at the end of the merchant''s login address (/a/...).';
COMMENT ON COLUMN report.onboarding_steps.company IS 'Shop or company name, as the merchant typed it when signing up.';
COMMENT ON COLUMN report.onboarding_steps.position IS 'Order of the steps, 1 to 5.';
COMMENT ON COLUMN report.onboarding_steps.step IS 'oa (enter the Official Account), login_channel (paste channel ID and kid), publish (tick both boxes), messaging_token (paste the token), done (all linked).';
COMMENT ON COLUMN report.onboarding_steps.signed_up_at IS 'When the merchant signed up.';
COMMENT ON COLUMN report.onboarding_steps.reached_at IS 'When the merchant came to this step: all before it was done.';
COMMENT ON COLUMN report.onboarding_steps.seconds IS 'How long that took from the step before, in seconds. Empty for the first step.';
COMMENT ON COLUMN report.onboarding_steps.is_stuck IS 'Yes when this is what the merchant has to do next, or waits for.';
COMMENT ON COLUMN report.onboarding_steps.stuck_since IS 'Since when. Empty: the merchant is further on.';
COMMENT ON COLUMN report.onboarding_steps.last_diagnosis IS 'What LINE complained about last, such as line.kid_unknown, for the step the merchant is at. Empty: no complaint is open.';
COMMENT ON COLUMN report.onboarding_steps.as_of IS 'When this was counted. With more than 20,000 merchants that is done every few minutes, else as you ask.';
