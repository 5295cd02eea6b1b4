BEGIN;
SELECT plan(3);
SELECT tap.account('rapr'), tap.oa('rapr', 'rapr key');
UPDATE tenant.account SET created_at = now() - interval '2 days';
UPDATE tenant.oa SET created_at = now() - interval '1 day';
CREATE FUNCTION pg_temp.row() RETURNS jsonb LANGUAGE sql AS $$ SELECT to_jsonb(p) FROM report.accounts_progress AS p WHERE p.slug = tap.slug('rapr') $$;
SELECT is(pg_temp.row(), jsonb_build_object('slug', tap.slug('rapr'), 'company', 'Company rapr', 'step', 'login_channel', 'step_since', now() - interval '1 day', 'last_diagnosis', NULL,
            'signed_up_at', now() - interval '2 days', 'login_channel', now() - interval '1 day', 'publish', NULL, 'messaging_token', NULL, 'done', NULL,
            'login_channel_seconds', 86400, 'publish_seconds', NULL, 'messaging_token_seconds', NULL, 'done_seconds', NULL, 'here_at', now() - interval '1 day'), 'a step is reached when all before it are done');
SELECT tap.login_channel('rapr', 'rapr key'), tap.call('link.checklist_put', tap.h('rapr')::text, tap.slug('rapr'), 'true', 'true'), tap.token('rapr', 'rapr bot');
SELECT is(pg_temp.row() - ARRAY['slug', 'company', 'signed_up_at', 'login_channel', 'last_diagnosis', 'login_channel_seconds'],
          jsonb_build_object('step', 'done', 'step_since', now(), 'publish', now(), 'messaging_token', now(), 'done', now(), 'publish_seconds', 86400, 'messaging_token_seconds', 0, 'done_seconds', 0, 'here_at', now()), 'up to the last');
SELECT throws_ok(format($$SELECT tap.rows_as(%L, 'SELECT 1 FROM report.accounts_progress')$$, r), '42501', NULL, r || ' does not read it') FROM unnest(ARRAY['acho_report']) AS r;
SELECT * FROM finish();
ROLLBACK;
