BEGIN;
SELECT plan(21);
SELECT tap.account('racc-a'), tap.account('racc-b'), tap.account('racc-c');
SELECT tap.oa('racc-a', 'racc key a'), tap.oa('racc-b', 'racc key b');
CREATE FUNCTION pg_temp.row(_name text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT q FROM tap.rows_as('acho_report', format('SELECT * FROM report.accounts WHERE slug = %L', tap.slug(_name))) AS q $$;

SELECT is(pg_temp.row('racc-c') - ARRAY['created_at', 'step_since', 'day'],
          jsonb_build_object('slug', tap.slug('racc-c'), 'company', 'Company racc-c', 'owner_address', 'r***@example.com',
            'step', 'oa', 'waiting', false, 'oa_entered_at', NULL, 'login_channel_at', NULL, 'ticked_at', NULL, 'messaging_token_at', NULL,
            'entered_oa_name', NULL, 'entered_basic_id', NULL, 'linked_oa_name', NULL, 'linked_basic_id', NULL, 'last_diagnosis', NULL, 'suspended_at', NULL, 'deletes_at', NULL),
          'a new account, its owner''s address masked');
SELECT is(pg_temp.row('racc-c') -> 'step_since', pg_temp.row('racc-c') -> 'created_at', 'at its first step since sign-up');
SELECT is(pg_temp.row('racc-c') ->> 'day', (now() AT TIME ZONE 'Asia/Taipei')::date::text, 'since that day of Taipei');
SELECT is((SELECT count(*) FROM tap.rows_as('acho_report', 'SELECT slug FROM report.accounts')), (SELECT count(*) FROM tenant.account), 'one row an account');

-- One that is stuck.
UPDATE tenant.oa SET created_at = now() - interval '3 days' WHERE account_id = tap.account_id('racc-b');
SELECT tap.call('link.login_channel_put', tap.h('racc-b')::text, tap.slug('racc-b'), 'c', 'k', '0');
SELECT tap.call('link.login_channel_settle', tap.h('racc-b')::text, tap.slug('racc-b'), '1', 'line.kid_unknown', NULL, NULL, NULL, '404', 'r');
SELECT is(pg_temp.row('racc-b') ->> 'step', 'login_channel', 'stuck at step 12');
SELECT is(pg_temp.row('racc-b') -> 'step_since', to_jsonb(now() - interval '3 days'), 'since step 11 was done');
SELECT is(pg_temp.row('racc-b') ->> 'last_diagnosis', 'line.kid_unknown', 'and why');
SELECT is(pg_temp.row('racc-b') ->> 'entered_basic_id', '@racc-b', 'for which Official Account');

-- One that went all the way.
SELECT tap.login_channel('racc-a', 'racc key a');
UPDATE tenant.proof SET proved_at = now() + interval '1 hour' WHERE account_id = tap.account_id('racc-a');
SELECT is(pg_temp.row('racc-a') ->> 'step', 'publish', 'proved at LINE');
SELECT is(pg_temp.row('racc-a') -> 'step_since', to_jsonb(now() + interval '1 hour'), 'since then it is to be published');
SELECT tap.call('link.checklist_put', tap.h('racc-a')::text, tap.slug('racc-a'), 'true', 'true');
SELECT is(pg_temp.row('racc-a') ->> 'step', 'messaging_token', 'ticked');
SELECT tap.call('link.token_put', tap.h('racc-a')::text, tap.slug('racc-a'), tap.id('t')::text, '\x01', 'false', '10');
SELECT is(pg_temp.row('racc-a') -> 'waiting', 'true', 'the token waits for LINE');
SELECT is(pg_temp.row('racc-a') -> 'step_since', to_jsonb(now()), 'since it was pasted');
SELECT tap.token('racc-a', 'racc bot');
SELECT is(pg_temp.row('racc-a') ->> 'step', 'done', 'linked');
SELECT is(pg_temp.row('racc-a') ->> 'linked_oa_name', 'Bot racc bot', 'to the Official Account LINE names');
SELECT is(pg_temp.row('racc-a') ->> 'last_diagnosis', NULL, 'no complaint is open');

-- One that LINE no longer takes.
UPDATE tenant.watch SET refused_at = now(), refuted_at = now() + interval '2 hours', checked_at = now() + interval '2 hours', code = 'line.token_invalid'
 WHERE account_id = tap.account_id('racc-a') AND step = 'messaging_token';
SELECT is(pg_temp.row('racc-a') ->> 'step', 'messaging_token', 'back at its step');
SELECT is(pg_temp.row('racc-a') -> 'step_since', to_jsonb(now() + interval '2 hours'), 'since LINE no longer takes it');
SELECT is(pg_temp.row('racc-a') ->> 'last_diagnosis', 'line.token_invalid', 'and why');

-- Masks.
UPDATE tenant.member SET email = '"a@b"@example.com' WHERE account_id = tap.account_id('racc-a');
SELECT is(pg_temp.row('racc-a') ->> 'owner_address', '"***@example.com', 'an odd address is masked up to its domain');
UPDATE tenant.member SET email = 'x@example.com' WHERE account_id = tap.account_id('racc-a');
SELECT is(pg_temp.row('racc-a') ->> 'owner_address', 'x***@example.com', 'a short one does not show that it is short');
SELECT * FROM finish();
ROLLBACK;
