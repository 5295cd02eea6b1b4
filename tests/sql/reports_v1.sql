-- What people build on stays: within v1 a report keeps its name, its columns, their order and types; more may follow.
-- A column that is added here has been released.
BEGIN;
SELECT no_plan();
CREATE TEMP TABLE promised (report text, columns text);
INSERT INTO promised VALUES
  ('accounts', 'slug text, company text, created_at timestamp with time zone, owner_address text, step text, waiting boolean, step_since timestamp with time zone, oa_entered_at timestamp with time zone, login_channel_at timestamp with time zone, ticked_at timestamp with time zone, messaging_token_at timestamp with time zone, entered_oa_name text, entered_basic_id text, linked_oa_name text, linked_basic_id text, last_diagnosis text, suspended_at timestamp with time zone, deletes_at timestamp with time zone, day date'),
  ('addresses', 'slug text, company text, email text, role text, verified_at timestamp with time zone, created_at timestamp with time zone'),
  ('audit', 'slug text, company text, day date, at timestamp with time zone, kind text, meaning text, who text, ip text, request_id text, step text, code text, about text'),
  ('departures', 'month timestamp with time zone, accounts integer'),
  ('dictionary', 'view_name text, position integer, column_name text, type text, meaning text, for_everybody boolean'),
  ('email_reuse', 'accounts_per_address bigint, addresses bigint, memberships bigint'),
  ('line_errors', 'day date, step text, code text, line_call text, line_status integer, how_many bigint, merchants bigint, last_at timestamp with time zone, last_request_id text, as_of timestamp with time zone'),
  ('login_activity', 'day date, logins bigint, merchants bigint, logouts bigint, waits bigint, merchants_waiting bigint, recovery_codes bigint, passwords_changed bigint, passwords_reset bigint, as_of timestamp with time zone'),
  ('mail_delivery', 'day date, kind text, mails bigint, delivered bigint, merged bigint, waiting bigint, failed bigint, median_seconds numeric, slowest_seconds numeric, commonest_refusal text'),
  ('oa_links', 'slug text, company text, oa_name text, basic_id text, entered_basic_id text, as_entered boolean, linked_at timestamp with time zone, linked_day date, works boolean, broken_since timestamp with time zone, diagnosis text, expires_at timestamp with time zone'),
  ('onboarding_funnel', 'position integer, step text, reached bigint, stuck_now bigint, median_seconds numeric, commonest_diagnosis text, p90_seconds numeric, as_of timestamp with time zone'),
  ('onboarding_steps', 'slug text, company text, position integer, step text, signed_up_at timestamp with time zone, reached_at timestamp with time zone, seconds numeric, is_stuck boolean, stuck_since timestamp with time zone, last_diagnosis text, as_of timestamp with time zone'),
  ('signups_daily', 'day date, signups bigint, oa_entered bigint, linked bigint, linked_percent numeric, as_of timestamp with time zone'),
  ('token_health', 'slug text, company text, step text, state text, checked_at timestamp with time zone, refuted_at timestamp with time zone, code text, expires_at timestamp with time zone, next_check_at timestamp with time zone');

CREATE TEMP VIEW broken_promise AS
SELECT p.report, w.place, w.column_and_type AS promised, c.column_name || ' ' || c.data_type AS there_is
  FROM promised AS p
 CROSS JOIN LATERAL unnest(string_to_array(p.columns, ', ')) WITH ORDINALITY AS w (column_and_type, place)
  LEFT JOIN information_schema.columns AS c ON c.table_schema = 'report' AND c.table_name = p.report AND c.ordinal_position = w.place
 WHERE c.column_name || ' ' || c.data_type IS DISTINCT FROM w.column_and_type;
SELECT tap.rule('broken_promise', 'every report has what it had when v1 was released',
  'ALTER VIEW report.oa_links RENAME COLUMN works TO good', 'DROP VIEW report.email_reuse', 'ALTER VIEW report.audit RENAME TO log',
  'DROP VIEW report.departures; CREATE VIEW report.departures AS SELECT 1 AS day');
SELECT set_eq('SELECT report FROM promised', $$SELECT c.relname::text FROM pg_class AS c WHERE c.relnamespace = 'report'::regnamespace AND c.relkind = 'v' AND has_table_privilege('acho_support', c.oid, 'SELECT')$$,
  'and each report that can be read is promised');
SELECT * FROM finish();
ROLLBACK;
