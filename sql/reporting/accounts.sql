-- report.accounts: one row an account, for the vendor's staff who answer a merchant's call.
--
-- The owner's address is masked: enough to recognise it when the merchant says it, not to write to it.
-- A value that waits for LINE lets the merchant go on, so it counts from the paste until it is proved. One
-- that LINE no longer takes brings the merchant back to its step.
-- Ask for days (WHERE day >= current_date - 1), or compare created_at with an instant: row-level security has the planner
-- guess what is compared with something of another type, and it guesses half of the house.
CREATE OR REPLACE VIEW report.accounts AS
-- tenant.standing once more: that view is read with its reader's rights, and acho_report has none.
WITH standing AS NOT MATERIALIZED (
  SELECT p.account_id, p.step, p.state, p.started_at, p.proved_at, w.refuted_at,
         CASE WHEN w.refuted_at IS NULL THEN p.proved_at END AS holds_since,
         CASE WHEN w.refuted_at IS NULL OR p.state = 'pending' OR p.started_at > w.refuted_at THEN p.checked_at ELSE w.checked_at END AS checked_at,
         CASE WHEN w.refuted_at IS NULL OR p.state = 'pending' OR p.started_at > w.refuted_at THEN p.code ELSE w.code END AS code
    FROM tenant.proof AS p
    LEFT JOIN tenant.watch AS w ON w.account_id = p.account_id AND w.step = p.step AND w.refuted_at IS NOT NULL)
SELECT p.slug,
       p.company,
       p.created_at,
       (SELECT string_agg(regexp_replace(m.email, '^(.).*@', '\1***@'), ', ' ORDER BY m.email)
          FROM tenant.member AS m
         WHERE m.account_id = p.account_id AND m.role = 'owner') AS owner_address,
       p.step,
       p.waiting,
       CASE
         WHEN p.step = 'oa' THEN p.created_at
         WHEN p.step = 'login_channel' AND p.waiting THEN p.login_channel_at
         WHEN p.step = 'login_channel' THEN greatest(p.oa_entered_at, p.login_channel_lost_at)
         WHEN p.step = 'publish' THEN greatest(p.oa_entered_at, p.login_channel_at)
         WHEN p.step = 'messaging_token' AND p.waiting THEN p.messaging_token_at
         WHEN p.step = 'messaging_token' THEN greatest(p.oa_entered_at, p.login_channel_at, p.ticked_at, p.messaging_token_lost_at)
         ELSE greatest(p.oa_entered_at, p.login_channel_at, p.ticked_at, p.messaging_token_at)
       END AS step_since,
       p.oa_entered_at,
       p.login_channel_at,
       p.ticked_at,
       p.messaging_token_at,
       p.entered_oa_name,
       p.entered_basic_id,
       p.linked_oa_name,
       p.linked_basic_id,
       p.last_diagnosis,
       p.suspended_at,
       p.closing_at + interval '14 days' AS deletes_at,
       (p.created_at AT TIME ZONE 'Asia/Taipei')::date AS day
  FROM (SELECT a.account_id, a.slug, a.company, a.created_at, a.suspended_at, a.closing_at,
               tenant.onboarding_step(o.created_at, o.published_at, o.oa_linked_at,
                                      l.holds_since, l.state, t.holds_since, t.state) AS step,
               tenant.onboarding_waiting(o.published_at, o.oa_linked_at,
                                         l.holds_since, l.state, t.holds_since, t.state) AS waiting,
               o.created_at AS oa_entered_at,
               coalesce(l.holds_since, CASE WHEN l.state = 'pending' THEN l.started_at END, l.proved_at) AS login_channel_at,
               l.refuted_at AS login_channel_lost_at,
               CASE WHEN o.published_at IS NOT NULL AND o.oa_linked_at IS NOT NULL
                    THEN greatest(o.published_at, o.oa_linked_at) END AS ticked_at,
               coalesce(t.holds_since, CASE WHEN t.state = 'pending' THEN t.started_at END, t.proved_at) AS messaging_token_at,
               t.refuted_at AS messaging_token_lost_at,
               o.name AS entered_oa_name,
               o.basic_id AS entered_basic_id,
               m.display_name AS linked_oa_name,
               m.basic_id AS linked_basic_id,
               CASE WHEN l.code IS NULL OR t.checked_at > l.checked_at THEN coalesce(t.code, l.code)
                    ELSE l.code END AS last_diagnosis
          FROM tenant.account AS a
          LEFT JOIN tenant.oa AS o ON o.account_id = a.account_id
          LEFT JOIN standing AS l ON l.account_id = a.account_id AND l.step = 'login_channel'
          LEFT JOIN standing AS t ON t.account_id = a.account_id AND t.step = 'messaging_token'
          LEFT JOIN tenant.messaging_token AS m ON m.account_id = a.account_id) AS p;

COMMENT ON VIEW report.accounts IS 'Every merchant account: who it is, how far it has come with linking its LINE Official Account, and what LINE complained about last. One row per account.';
COMMENT ON COLUMN report.accounts.slug IS 'The 13 characters at the end of the merchant''s login address (/a/...). Ask the merchant for them to find the right row.';
COMMENT ON COLUMN report.accounts.company IS 'Shop or company name, as the merchant typed it when signing up.';
COMMENT ON COLUMN report.accounts.created_at IS 'When the merchant signed up.';
COMMENT ON COLUMN report.accounts.owner_address IS 'The owner''s e-mail address with all but its first letter hidden, such as w***@example.com.';
COMMENT ON COLUMN report.accounts.step IS 'What the merchant has to do next: oa (enter the Official Account), login_channel (paste channel ID and kid), publish (tick both boxes), messaging_token (paste the token), done (all linked).';
COMMENT ON COLUMN report.accounts.waiting IS 'Yes when the merchant has done everything and we are waiting for LINE to answer.';
COMMENT ON COLUMN report.accounts.step_since IS 'Since when the merchant has been at that step. Long ago means stuck.';
COMMENT ON COLUMN report.accounts.oa_entered_at IS 'When the merchant first entered an Official Account. Empty: not yet.';
COMMENT ON COLUMN report.accounts.login_channel_at IS 'When LINE confirmed the LINE Login channel (or, while we wait for LINE, when it was pasted), even if LINE no longer takes it. Empty: not yet.';
COMMENT ON COLUMN report.accounts.ticked_at IS 'When the merchant had ticked both boxes: channel published, channel linked to the Official Account. Empty: not yet.';
COMMENT ON COLUMN report.accounts.messaging_token_at IS 'When LINE confirmed the token (or, while we wait for LINE, when it was pasted), even if LINE no longer takes it. Empty: not yet.';
COMMENT ON COLUMN report.accounts.entered_oa_name IS 'Name of the Official Account, as the merchant typed it. Empty: not entered yet.';
COMMENT ON COLUMN report.accounts.entered_basic_id IS 'Its Basic ID, as the merchant typed it.';
COMMENT ON COLUMN report.accounts.linked_oa_name IS 'Name of the Official Account that is linked, as LINE gives it. Empty: none is linked yet.';
COMMENT ON COLUMN report.accounts.linked_basic_id IS 'Its Basic ID, as LINE gives it.';
COMMENT ON COLUMN report.accounts.last_diagnosis IS 'Why LINE did not accept what the merchant pasted last, or no longer takes what it had confirmed, such as line.kid_unknown. Empty: no complaint is open.';
COMMENT ON COLUMN report.accounts.suspended_at IS 'Since when we have it suspended: nobody can log in, and LINE is not asked. Empty: it is not.';
COMMENT ON COLUMN report.accounts.deletes_at IS 'The merchant has asked for the account to be deleted: when that will be. Until then the merchant can take it back. Empty: nobody asked.';
COMMENT ON COLUMN report.accounts.day IS 'The day of signing up, by the clock of Taipei.';

-- A view's tables are read as its owner, but its functions are executed as whoever reads it.
GRANT EXECUTE ON FUNCTION
  tenant.onboarding_step(timestamptz, timestamptz, timestamptz, timestamptz, text, timestamptz, text),
  tenant.onboarding_waiting(timestamptz, timestamptz, timestamptz, text, timestamptz, text)
   TO acho_report, acho_support;
