BEGIN;
SELECT plan(5);
SELECT tap.account(n) FROM unnest(ARRAY['as-a', 'as-b']) AS n;
SELECT tap.oa('as-a', 'as key'), tap.login_channel('as-a', 'as key'), tap.token('as-a', 'as bot'), tap.login('as-a', 'as phone');
CREATE FUNCTION pg_temp.show(_name text) RETURNS jsonb LANGUAGE sql AS $$ SELECT jsonb_strip_nulls(tap.call('admin.account_show', tap.slug(_name))) $$;
SELECT is(tap.call('admin.account_show', 'nosuchslug000') ->> 'problem', 'not_found', 'an unknown account');
SELECT is(pg_temp.show('as-b'), jsonb_build_object('company', 'Company as-b', 'contact', 'Contact as-b', 'locale', 'en', 'created_at', now(), 'sessions', 1,
  'step', 'oa', 'waiting', false, 'login_state', 'missing', 'token_state', 'missing'), 'one at the beginning');
SELECT is(pg_temp.show('as-a') - '{company,contact,locale,created_at}'::text[], jsonb_build_object('sessions', 2, 'step', 'publish', 'waiting', false, 'oa_name', 'OA as-a', 'basic_id', '@as-a',
  'channel_id', '1234567890', 'kid', 'kid', 'login_state', 'proved', 'login_checked_at', now(), 'bot_basic_id', '@as-a', 'bot_name', 'Bot as bot', 'token_state', 'proved', 'token_checked_at', now()), 'one further on');
UPDATE tenant.account SET closing_at = now(), suspended_at = now(), totp_required_at = now() WHERE account_id = tap.account_id('as-a');
UPDATE directory.session SET expires_at = now() WHERE session_hash = tap.h('as phone');
SELECT is(pg_temp.show('as-a') -> 'deletes_at', to_jsonb(now() + interval '14 days'), 'when it will be deleted');
SELECT is(pg_temp.show('as-a') -> 'sessions', '1', 'a session that has ended is none');
SELECT * FROM finish();
ROLLBACK;
