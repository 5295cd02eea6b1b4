-- previous-binary: runs
-- How far an account is, derived from the data in this one place.
--
-- A security_invoker view: it has no rights of its own, so each definer that reads it meets its own
-- policies and column grants. The planner flattens it, and a reader pays only for the tables behind
-- the columns it asks for.

CREATE VIEW tenant.onboarding WITH (security_invoker = true) AS
SELECT s.account_id,
       s.login_state,
       s.token_state,
       s.oa_done_at,
       s.login_done_at,
       s.publish_done_at,
       s.token_done_at,
       s.step,
       CASE s.step
         WHEN 'login_channel' THEN s.login_state = 'pending'
         WHEN 'messaging_token' THEN s.token_state = 'pending'
         ELSE false
       END AS waiting
  FROM (SELECT p.*,
               -- The first step that is missing or refuted, else the first that waits for LINE.
               CASE
                 WHEN p.oa_done_at IS NULL THEN 'oa'
                 WHEN p.login_state IN ('missing', 'refuted') THEN 'login_channel'
                 WHEN p.publish_done_at IS NULL THEN 'publish'
                 WHEN p.token_state IN ('missing', 'refuted') THEN 'messaging_token'
                 WHEN p.login_state = 'pending' THEN 'login_channel'
                 WHEN p.token_state = 'pending' THEN 'messaging_token'
                 ELSE 'done'
               END AS step
          FROM (SELECT a.account_id,
                       o.created_at AS oa_done_at,
                       CASE WHEN o.published_at IS NOT NULL AND o.oa_linked_at IS NOT NULL
                            THEN greatest(o.published_at, o.oa_linked_at) END AS publish_done_at,
                       -- A proved value wins over whatever was pasted after it.
                       CASE WHEN l.proved_at IS NOT NULL THEN 'proved'
                            WHEN l.state IN ('pending', 'refuted') THEN l.state
                            ELSE 'missing' END AS login_state,
                       coalesce(l.proved_at, CASE WHEN l.state = 'pending' THEN l.started_at END) AS login_done_at,
                       CASE WHEN t.proved_at IS NOT NULL THEN 'proved'
                            WHEN t.state IN ('pending', 'refuted') THEN t.state
                            ELSE 'missing' END AS token_state,
                       coalesce(t.proved_at, CASE WHEN t.state = 'pending' THEN t.started_at END) AS token_done_at
                  FROM tenant.account AS a
                  LEFT JOIN tenant.oa AS o ON o.account_id = a.account_id
                  LEFT JOIN tenant.proof AS l ON l.account_id = a.account_id AND l.step = 'login_channel'
                  LEFT JOIN tenant.proof AS t ON t.account_id = a.account_id AND t.step = 'messaging_token') AS p) AS s;

COMMENT ON VIEW tenant.onboarding IS 'How far each account is on the way from sign-up to a linked Official Account.';
COMMENT ON COLUMN tenant.onboarding.account_id IS 'The account.';
COMMENT ON COLUMN tenant.onboarding.login_state IS 'Step 12: missing, pending, proved or refuted.';
COMMENT ON COLUMN tenant.onboarding.token_state IS 'Step 14: missing, pending, proved or refuted.';
COMMENT ON COLUMN tenant.onboarding.oa_done_at IS 'When step 11 was done; NULL: not yet.';
COMMENT ON COLUMN tenant.onboarding.login_done_at IS 'When step 12 let the merchant go on: proved, or pasted and waiting for LINE.';
COMMENT ON COLUMN tenant.onboarding.publish_done_at IS 'When both ticks of step 13 were set.';
COMMENT ON COLUMN tenant.onboarding.token_done_at IS 'When step 14 let the merchant go on: proved, or pasted and waiting for LINE.';
COMMENT ON COLUMN tenant.onboarding.step IS 'What is to be done next: oa, login_channel, publish, messaging_token or done.';
COMMENT ON COLUMN tenant.onboarding.waiting IS 'Nothing is to be done but to wait for LINE''s answer on that step.';
GRANT SELECT ON tenant.onboarding TO acho_login_definer, acho_link_definer, acho_report_definer;
