BEGIN;
SELECT plan(5);
CREATE FUNCTION pg_temp.funnel() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT concat_ws(' ', q ->> 'step', q ->> 'reached', q ->> 'stuck_now', coalesce(q ->> 'median_seconds', '-'), coalesce(q ->> 'commonest_diagnosis', '-'))
        FROM tap.rows_as('acho_report', 'SELECT * FROM report.onboarding_funnel') AS q ORDER BY q -> 'position' $$;
SELECT results_eq($$SELECT pg_temp.funnel()$$,
  ARRAY['oa 0 0 - -', 'login_channel 0 0 - -', 'publish 0 0 - -', 'messaging_token 0 0 - -', 'done 0 0 - -'], 'five rows from the first day');

-- Five merchants: one has just signed up, three are stuck at step 12 in two ways, one is done.
SELECT tap.account('fun-' || n) FROM generate_series(1, 5) AS n;
UPDATE tenant.account SET created_at = now() - interval '1 hour';
SELECT tap.oa('fun-' || n, 'fun key ' || n) FROM generate_series(2, 5) AS n;
UPDATE tenant.oa SET created_at = now() - interval '50 min' WHERE account_id = tap.account_id('fun-2');
UPDATE tenant.oa SET created_at = now() - interval '30 min' WHERE account_id IN (tap.account_id('fun-3'), tap.account_id('fun-4'));
SELECT tap.call('link.login_channel_put', tap.h(n)::text, tap.slug(n), 'c', 'k', '10') FROM unnest(ARRAY['fun-2', 'fun-3', 'fun-4']) AS n;
SELECT tap.call('link.login_channel_settle', tap.h('fun-' || n)::text, tap.slug('fun-' || n), '1',
                CASE n WHEN 2 THEN 'line.key_mismatch' ELSE 'line.kid_unknown' END, NULL, NULL, NULL, '404', 'r') FROM generate_series(2, 4) AS n;
SELECT tap.login_channel('fun-5', 'fun key 5'), tap.call('link.checklist_put', tap.h('fun-5')::text, tap.slug('fun-5'), 'true', 'true'),
       tap.token('fun-5', 'fun bot');
UPDATE tenant.oa SET created_at = now() - interval '20 min', published_at = now() - interval '5 min', oa_linked_at = now() - interval '6 min'
 WHERE account_id = tap.account_id('fun-5');
UPDATE tenant.proof SET proved_at = now() - CASE step WHEN 'login_channel' THEN interval '10 min' ELSE interval '1 min' END
 WHERE account_id = tap.account_id('fun-5');
-- 600, 1800, 1800 and 2400 s to step 12; one each of 600, 300 and 240 s from there.
SELECT results_eq($$SELECT pg_temp.funnel()$$,
  ARRAY['oa 5 1 - -', 'login_channel 4 3 1800 line.kid_unknown', 'publish 1 0 600 -', 'messaging_token 1 0 300 -', 'done 1 0 240 -'],
  'who came how far, who is where, how long it took and what LINE says');
SELECT is((SELECT sum((q ->> 'stuck_now')::int) FROM tap.rows_as('acho_report', 'SELECT * FROM report.onboarding_funnel') AS q), 4::bigint,
          'each who is not done is stuck somewhere');

-- Steps may be done in another order; a step is reached when all before it are done.
SELECT tap.token('fun-2', 'fun bot 2');
SELECT is((SELECT f FROM pg_temp.funnel() AS f WHERE f LIKE 'messaging_token %'), 'messaging_token 1 0 300 -', 'a token alone reaches nothing');
UPDATE tenant.proof SET state = 'pending', code = NULL, channel_id = 'c', kid = 'k', due_at = now(), started_at = now() WHERE account_id = tap.account_id('fun-3');
SELECT is((SELECT f FROM pg_temp.funnel() AS f WHERE f LIKE 'publish %'), 'publish 2 1 1200 -', 'a paste that waits for LINE lets the merchant go on');
SELECT * FROM finish();
ROLLBACK;
