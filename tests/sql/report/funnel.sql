BEGIN;
SELECT plan(6);
SELECT tap.account('rfun-' || n) FROM generate_series(1, 4) AS n;
SELECT tap.oa('rfun-' || n, 'rfun key ' || n) FROM generate_series(2, 4) AS n;
-- Signed up on the 1st and 2nd of March; three came to step 12 one, two and three days later; one is stuck there, two went on.
UPDATE tenant.account SET created_at = CASE WHEN slug = tap.slug('rfun-4') THEN timestamptz '2026-03-02 00:00+08' ELSE timestamptz '2026-03-01 00:00+08' END;
UPDATE tenant.oa SET created_at = timestamptz '2026-03-02 00:00+08' + i * interval '1 day' FROM generate_series(0, 2) AS i WHERE account_id = tap.account_id('rfun-' || i + 2);
SELECT tap.call('link.login_channel_put', tap.h('rfun-2')::text, tap.slug('rfun-2'), 'c', 'k', '0');
SELECT tap.call('link.login_channel_settle', tap.h('rfun-2')::text, tap.slug('rfun-2'), '1', 'line.kid_unknown', NULL, NULL, NULL, '404', 'r');
SELECT tap.login_channel('rfun-3', 'rfun key 3'), tap.login_channel('rfun-4', 'rfun key 4');
CREATE FUNCTION pg_temp.funnel(_from text, _to text) RETURNS SETOF text LANGUAGE sql
AS $$ SELECT concat_ws(' ', q ->> 'step', q ->> 'reached', q ->> 'stuck_now', coalesce(q ->> 'median_seconds', '-'), coalesce(q ->> 'p90_seconds', '-'),
                       coalesce(q ->> 'commonest_diagnosis', '-'), coalesce((q ->> 'stuck_longest_since')::timestamptz AT TIME ZONE 'Asia/Taipei' || '', '-'))
        FROM tap.rows_as('acho_report', format('SELECT * FROM report.funnel(%L, %L) WHERE reached > 0', _from, _to)) AS q ORDER BY q -> 'position' $$;
SELECT results_eq($$SELECT pg_temp.funnel('2026-03-01 00:00+08', '2026-03-02 00:00+08')$$, ARRAY['oa 3 1 - - - 2026-03-01 00:00:00'], 'the first day: three signed up, and one has done nothing since');
SELECT results_eq($$SELECT pg_temp.funnel('2026-03-02 00:00+08', '2026-03-04 00:00+08')$$,
  ARRAY['oa 1 0 - - - -', 'login_channel 2 1 129600 164160 line.kid_unknown 2026-03-02 00:00:00'], 'the next two: who came to step 12, how long it took, who is stuck there, since when, and why');
SELECT results_eq($$SELECT pg_temp.funnel('2026-03-04 00:00+08', 'infinity')$$,
  ARRAY['login_channel 1 0 172800 172800 - -', format('publish 2 2 %s %s - %s', round(extract(epoch FROM now() - timestamptz '2026-03-03 12:00+08')), round(extract(epoch FROM now() - timestamptz '2026-03-03 02:24+08')), now() AT TIME ZONE 'Asia/Taipei')], 'and from then on');
SELECT is_empty($$SELECT pg_temp.funnel('2020-01-01', '2020-02-01')$$, 'at another time nobody was on the way');
SELECT bag_eq($$SELECT q ->> 'step' AS step, q ->> 'reached' AS reached, q ->> 'stuck_now' AS stuck FROM tap.rows_as('acho_report', 'SELECT * FROM report.funnel(''-infinity'', ''infinity'')') AS q$$,
  $$SELECT q ->> 'step' AS step, q ->> 'reached' AS reached, q ->> 'stuck_now' AS stuck FROM tap.rows_as('acho_report', 'SELECT * FROM report.onboarding_funnel') AS q$$, 'of all time it is onboarding_funnel');
SELECT throws_ok($$SELECT tap.rows_as('acho_courier', 'SELECT * FROM report.funnel(now(), now())')$$, '42501', NULL, 'it is not for the courier');
SELECT * FROM finish();
ROLLBACK;
