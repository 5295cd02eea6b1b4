BEGIN;
SELECT plan(3);
CREATE FUNCTION pg_temp.rows() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT concat_ws(' ', q ->> 'day', q ->> 'signups', q ->> 'oa_entered', q ->> 'linked', q ->> 'linked_percent')
        FROM tap.rows_as('acho_report', 'SELECT * FROM report.signups_daily ORDER BY day') AS q $$;
SELECT is_empty('SELECT pg_temp.rows()', 'nobody has signed up');
SELECT tap.account('sday-' || n) FROM generate_series(1, 4) AS n;
SELECT tap.oa('sday-' || n, 'sday key ' || n) FROM generate_series(1, 2) AS n;
SELECT tap.login_channel('sday-1', 'sday key 1'), tap.call('link.checklist_put', tap.h('sday-1')::text, tap.slug('sday-1'), 'true', 'true'), tap.token('sday-1', 'sday bot');
-- Eight in the evening of UTC is the next day in Taipei.
UPDATE tenant.account SET created_at = CASE slug WHEN tap.slug('sday-4') THEN timestamptz '2026-03-02 15:59:59+00' ELSE timestamptz '2026-03-02 16:00+00' END;
SELECT results_eq('SELECT pg_temp.rows()', ARRAY['2026-03-02 1 0 0 0.0', '2026-03-03 3 2 1 33.3'], 'a row a day of Taipei, with how far they have come');
SELECT is((SELECT count(*) FROM tap.rows_as('acho_support', 'SELECT * FROM report.signups_daily')), 2::bigint, 'support reads it too');
SELECT * FROM finish();
ROLLBACK;
