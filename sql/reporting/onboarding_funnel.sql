-- report.onboarding_funnel: where merchants are on the way to a linked Official Account, one row a step.
--
-- A step is reached when all steps before it let the merchant go on. Each account stands at exactly
-- one step, so stuck_now over all rows adds up to the accounts that are not linked yet.
CREATE OR REPLACE VIEW report.onboarding_funnel AS
WITH reached AS (
  SELECT a.step, a.last_diagnosis,
         a.created_at AS oa,
         a.oa_entered_at AS login_channel,
         CASE WHEN a.login_channel_at IS NOT NULL
              THEN greatest(a.oa_entered_at, a.login_channel_at) END AS publish,
         CASE WHEN a.login_channel_at IS NOT NULL AND a.ticked_at IS NOT NULL
              THEN greatest(a.oa_entered_at, a.login_channel_at, a.ticked_at) END AS messaging_token,
         CASE WHEN a.step = 'done' THEN a.step_since END AS done
    FROM report.accounts AS a)
SELECT s.position,
       s.step,
       count(at.reached) AS reached,
       count(*) FILTER (WHERE r.step = s.step AND s.step <> 'done') AS stuck_now,
       round((percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at.reached - at.previous)))::numeric)
         AS median_seconds,
       mode() WITHIN GROUP (ORDER BY r.last_diagnosis) FILTER (WHERE r.step = s.step) AS commonest_diagnosis
  FROM (VALUES (1, 'oa'), (2, 'login_channel'), (3, 'publish'), (4, 'messaging_token'), (5, 'done'))
         AS s (position, step)
  LEFT JOIN reached AS r ON true
 CROSS JOIN LATERAL (
         SELECT CASE s.position WHEN 1 THEN r.oa WHEN 2 THEN r.login_channel WHEN 3 THEN r.publish
                                WHEN 4 THEN r.messaging_token ELSE r.done END AS reached,
                CASE s.position WHEN 2 THEN r.oa WHEN 3 THEN r.login_channel WHEN 4 THEN r.publish
                                WHEN 5 THEN r.messaging_token END AS previous) AS at
 GROUP BY s.position, s.step
 ORDER BY s.position;

COMMENT ON VIEW report.onboarding_funnel IS 'How many merchants have reached each step on the way from signing up to a linked LINE Official Account, how many are there right now, how long the way from the step before took, and what LINE complains about most. One row per step.';
COMMENT ON COLUMN report.onboarding_funnel.position IS 'Order of the steps, 1 to 5.';
COMMENT ON COLUMN report.onboarding_funnel.step IS 'oa (enter the Official Account), login_channel (paste channel ID and kid), publish (tick both boxes), messaging_token (paste the token), done (all linked).';
COMMENT ON COLUMN report.onboarding_funnel.reached IS 'Merchants who have got as far as this step, whether they are still there or further on. For oa these are all who signed up.';
COMMENT ON COLUMN report.onboarding_funnel.stuck_now IS 'Merchants for whom this is the next thing to do, or who wait there for LINE. For done always 0.';
COMMENT ON COLUMN report.onboarding_funnel.median_seconds IS 'Half of the merchants who reached this step came here within this many seconds of reaching the step before. Empty for the first step and while nobody has come so far.';
COMMENT ON COLUMN report.onboarding_funnel.commonest_diagnosis IS 'What LINE complained about most often among the merchants who are at this step now. Empty: no complaints.';
