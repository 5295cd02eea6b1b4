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
    FROM report.accounts AS a),
-- One pass over the accounts, then the one row is laid out as five.
totals AS (
  SELECT count(*) AS oa, count(r.login_channel) AS login_channel, count(r.publish) AS publish,
         count(r.messaging_token) AS messaging_token, count(r.done) AS done,
         count(*) FILTER (WHERE r.step = 'oa') AS oa_now,
         count(*) FILTER (WHERE r.step = 'login_channel') AS login_channel_now,
         count(*) FILTER (WHERE r.step = 'publish') AS publish_now,
         count(*) FILTER (WHERE r.step = 'messaging_token') AS messaging_token_now,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', r.login_channel - r.oa)) AS login_channel_after,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', r.publish - r.login_channel)) AS publish_after,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', r.messaging_token - r.publish)) AS messaging_token_after,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', r.done - r.messaging_token)) AS done_after,
         mode() WITHIN GROUP (ORDER BY r.last_diagnosis) FILTER (WHERE r.step = 'oa') AS oa_code,
         mode() WITHIN GROUP (ORDER BY r.last_diagnosis) FILTER (WHERE r.step = 'login_channel') AS login_channel_code,
         mode() WITHIN GROUP (ORDER BY r.last_diagnosis) FILTER (WHERE r.step = 'publish') AS publish_code,
         mode() WITHIN GROUP (ORDER BY r.last_diagnosis) FILTER (WHERE r.step = 'messaging_token') AS messaging_token_code
    FROM reached AS r)
SELECT s.position, s.step, s.reached, s.stuck_now, round(s.median_seconds::numeric) AS median_seconds, s.commonest_diagnosis
  FROM totals AS t
 CROSS JOIN LATERAL (
         VALUES (1, 'oa', t.oa, t.oa_now, NULL::double precision, t.oa_code),
                (2, 'login_channel', t.login_channel, t.login_channel_now, t.login_channel_after, t.login_channel_code),
                (3, 'publish', t.publish, t.publish_now, t.publish_after, t.publish_code),
                (4, 'messaging_token', t.messaging_token, t.messaging_token_now, t.messaging_token_after, t.messaging_token_code),
                (5, 'done', t.done, 0, t.done_after, NULL))
         AS s (position, step, reached, stuck_now, median_seconds, commonest_diagnosis)
 ORDER BY s.position;

COMMENT ON VIEW report.onboarding_funnel IS 'How many merchants have reached each step on the way from signing up to a linked LINE Official Account, how many are there right now, how long the way from the step before took, and what LINE complains about most. One row per step.';
COMMENT ON COLUMN report.onboarding_funnel.position IS 'Order of the steps, 1 to 5.';
COMMENT ON COLUMN report.onboarding_funnel.step IS 'oa (enter the Official Account), login_channel (paste channel ID and kid), publish (tick both boxes), messaging_token (paste the token), done (all linked).';
COMMENT ON COLUMN report.onboarding_funnel.reached IS 'Merchants who have got as far as this step, whether they are still there or further on. For oa these are all who signed up.';
COMMENT ON COLUMN report.onboarding_funnel.stuck_now IS 'Merchants for whom this is the next thing to do, or who wait there for LINE. For done always 0.';
COMMENT ON COLUMN report.onboarding_funnel.median_seconds IS 'Half of the merchants who reached this step came here within this many seconds of reaching the step before. Empty for the first step and while nobody has come so far.';
COMMENT ON COLUMN report.onboarding_funnel.commonest_diagnosis IS 'What LINE complained about most often among the merchants who are at this step now. Empty: no complaints.';
