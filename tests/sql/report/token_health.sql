BEGIN;
SELECT plan(5);
SELECT tap.account('rhealth-a'), tap.oa('rhealth-a', 'rhealth key');
CREATE FUNCTION pg_temp.health(_step text DEFAULT 'messaging_token') RETURNS jsonb LANGUAGE sql
AS $$ SELECT q FROM tap.rows_as('acho_report', 'SELECT * FROM report.token_health') AS q WHERE q ->> 'step' = _step AND q ->> 'slug' = tap.slug('rhealth-a') $$;
SELECT is(pg_temp.health(), NULL, 'nothing is proved');
SELECT tap.login_channel('rhealth-a', 'rhealth key'), tap.token('rhealth-a', 'rhealth bot');
UPDATE tenant.watch SET due_at = now() + interval '1 day', checked_at = now();
UPDATE tenant.messaging_token SET expires_at = '2026-12-31 00:00Z' WHERE account_id = tap.account_id('rhealth-a');
SELECT is(pg_temp.health(), jsonb_build_object('slug', tap.slug('rhealth-a'), 'company', 'Company rhealth-a', 'step', 'messaging_token',
            'state', 'proved', 'checked_at', now(), 'refuted_at', NULL, 'code', NULL, 'expires_at', '2026-12-31T00:00:00+00:00'::timestamptz,
            'next_check_at', now() + interval '1 day'), 'a token');
SELECT is(pg_temp.health('login_channel') ->> 'expires_at', NULL, 'a Login channel does not expire');
UPDATE tenant.watch SET refused_at = now(), code = 'line.token_invalid' WHERE step = 'messaging_token';
SELECT is(pg_temp.health() ->> 'state', 'doubted', 'refused once');
UPDATE tenant.watch SET refuted_at = now() WHERE step = 'messaging_token';
SELECT is((pg_temp.health() ->> 'state') || ' ' || (pg_temp.health() ->> 'code'), 'refuted line.token_invalid', 'refused twice');
SELECT * FROM finish();
ROLLBACK;
