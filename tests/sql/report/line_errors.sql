BEGIN;
SELECT plan(6);
SELECT tap.account('rerr-a'), tap.account('rerr-b'), tap.oa('rerr-a', 'rerr key a'), tap.oa('rerr-b', 'rerr key b');
CREATE FUNCTION pg_temp.errors() RETURNS TABLE (q jsonb) LANGUAGE sql
AS $$ SELECT tap.rows_as('acho_report', 'SELECT * FROM report.line_errors ORDER BY day, code, line_status') $$;
CREATE FUNCTION pg_temp.today() RETURNS text LANGUAGE sql AS $$ SELECT (now() AT TIME ZONE 'Asia/Taipei')::date::text $$;
CREATE FUNCTION pg_temp.paste(_name text, _code text, _status text, _request text) RETURNS void LANGUAGE sql
AS $$ SELECT tap.call('link.login_channel_settle', tap.h(_name)::text, tap.slug(_name),
               tap.call('link.login_channel_put', tap.h(_name)::text, tap.slug(_name), 'c', 'k', '10') ->> 'attempt',
               _code, NULL, NULL, NULL, _status, _request, 'TOKEN') $$;

SELECT is_empty($$SELECT pg_temp.errors()$$, 'nothing has happened');
SELECT tap.login_channel('rerr-a', 'rerr key a');
SELECT is_empty($$SELECT pg_temp.errors()$$, 'what LINE takes is no complaint');
SELECT pg_temp.paste('rerr-a', 'line.kid_unknown', '404', 'request-1'), pg_temp.paste('rerr-a', 'line.kid_unknown', '404', 'request-2'),
       pg_temp.paste('rerr-b', 'line.kid_unknown', '404', NULL), pg_temp.paste('rerr-b', 'line.pending', NULL, NULL);
UPDATE tenant.event SET at = at + interval '1 s' WHERE line_request_id = 'request-2';
SELECT results_eq($$SELECT q - 'last_at' - 'as_of' FROM pg_temp.errors()$$,
  $$SELECT jsonb_build_object('day', pg_temp.today(), 'step', 'login_channel', 'code', v.code, 'line_call', 'TOKEN', 'line_status', v.status,
                              'how_many', v.n, 'merchants', v.m, 'last_request_id', v.request)
      FROM (VALUES ('line.kid_unknown', 404, 3, 2, 'request-2'), ('line.pending', NULL, 1, 1, NULL)) AS v (code, status, n, m, request)$$,
  'how many, to how many, and the last that LINE can look up');
SELECT is((SELECT q -> 'last_at' FROM pg_temp.errors() WHERE q ->> 'code' = 'line.kid_unknown'), to_jsonb(now() + interval '1 s'), 'when last');

-- Midnight in Taipei is 16:00 UTC.
UPDATE tenant.event SET at = CASE line_request_id WHEN 'request-2' THEN '2026-03-01 16:00Z' ELSE '2026-03-01 15:59:59Z' END::timestamptz
 WHERE code = 'line.kid_unknown';
SELECT results_eq($$SELECT q ->> 'day', (q ->> 'how_many')::int FROM pg_temp.errors() WHERE q ->> 'code' = 'line.kid_unknown'$$,
                  $$VALUES ('2026-03-01', 2), ('2026-03-02', 1)$$, 'days are Taipei''s');
SELECT tap.call('link.login_channel_put', tap.h('rerr-b')::text, tap.slug('rerr-b'), 'c', 'k', '0');
SELECT throws_ok($$SELECT tap.rows_as('acho_report', 'SELECT account_id FROM tenant.event')$$, '42501', NULL, 'the events themselves are closed');
SELECT * FROM finish();
ROLLBACK;
