-- report.onboarding_funnel: where merchants are on the way to a linked Official Account, one row a step.
--
-- report.funnel of all time. A step is reached when all steps before it let the merchant go on. Each account stands at
-- exactly one step, so stuck_now over all rows adds up to the accounts that are not linked yet.
CREATE OR REPLACE VIEW report.onboarding_funnel AS
SELECT f.position, f.step, f.reached, f.stuck_now, f.median_seconds, f.commonest_diagnosis, f.p90_seconds, f.as_of
  FROM report.funnel('-infinity', 'infinity') AS f
 ORDER BY f.position;

COMMENT ON VIEW report.onboarding_funnel IS 'How many merchants have reached each step on the way from signing up to a linked LINE Official Account, how many are there right now, how long the way from the step before took, and what LINE complains about most. One row per step.';
COMMENT ON COLUMN report.onboarding_funnel.position IS 'Order of the steps, 1 to 5.';
COMMENT ON COLUMN report.onboarding_funnel.step IS 'oa (enter the Official Account), login_channel (paste channel ID and kid), publish (tick both boxes), messaging_token (paste the token), done (all linked).';
COMMENT ON COLUMN report.onboarding_funnel.reached IS 'Merchants who have got as far as this step, whether they are still there or further on. For oa these are all who signed up.';
COMMENT ON COLUMN report.onboarding_funnel.stuck_now IS 'Merchants for whom this is the next thing to do, or who wait there for LINE. For done always 0.';
COMMENT ON COLUMN report.onboarding_funnel.median_seconds IS 'Half of the merchants who reached this step came here within this many seconds of reaching the step before. Empty for the first step and while nobody has come so far.';
COMMENT ON COLUMN report.onboarding_funnel.commonest_diagnosis IS 'What LINE complained about most often among the merchants who are at this step now. Empty: no complaints.';
COMMENT ON COLUMN report.onboarding_funnel.p90_seconds IS 'Nine of ten merchants who reached this step came here within this many seconds of reaching the step before.';
COMMENT ON COLUMN report.onboarding_funnel.as_of IS 'When this was counted. With more than 20,000 merchants that is done every few minutes, else as you ask.';
