BEGIN;
SELECT plan(25);
SELECT tap.account('oa-a'), tap.account('oa-b');

-- What GET .../oa shows, without its NULLs.
CREATE FUNCTION pg_temp.oa(_cookie text DEFAULT 'oa-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT jsonb_strip_nulls(tap.call('link.oa', tap.h(_cookie)::text, tap.slug('oa-a'))) $$;

SELECT is(pg_temp.oa('oa-b'), '{"problem": "session.required"}', 'another account''s session sees nothing');
SELECT is(pg_temp.oa(), '{"oa_state": "missing", "login_state": "missing", "token_state": "missing"}', 'before step 11 all is missing');

SELECT tap.oa('oa-a', 'oa key');
SELECT is(pg_temp.oa(), jsonb_build_object('name', 'OA oa-a', 'basic_id', '@oa-a', 'oa_state', 'confirmed', 'oa_checked_at', now(),
                                          'login_state', 'missing', 'bot_has_picture', false, 'token_state', 'missing'),
          'step 11 is the merchant''s word');

-- Step 12: pending, refuted, proved, and a refuted replacement.
SELECT tap.call('link.login_channel_put', tap.h('oa-a')::text, tap.slug('oa-a'), '1111111111', 'kid 1', '10');
SELECT is(pg_temp.oa() - ARRAY['name', 'basic_id', 'oa_state', 'oa_checked_at', 'token_state', 'bot_has_picture'],
          '{"login_state": "pending", "channel_id": "1111111111", "kid": "kid 1"}', 'a pending channel is shown');
SELECT tap.call('link.login_channel_settle', tap.h('oa-a')::text, tap.slug('oa-a'), '1', 'line.pending', NULL, NULL, NULL, NULL, NULL);
SELECT is(pg_temp.oa() ->> 'login_code', 'line.pending', 'with what LINE said so far');
SELECT tap.call('link.login_channel_settle', tap.h('oa-a')::text, tap.slug('oa-a'), '1', 'line.kid_unknown', NULL, NULL, NULL, '404', 'r');
SELECT is(pg_temp.oa() - ARRAY['name', 'basic_id', 'oa_state', 'oa_checked_at', 'token_state', 'bot_has_picture'],
          jsonb_build_object('login_state', 'refuted', 'login_code', 'line.kid_unknown', 'login_checked_at', now()),
          'a refuted one is gone, its diagnosis stays');
SELECT tap.login_channel('oa-a', 'oa key');
SELECT is(pg_temp.oa() - ARRAY['name', 'basic_id', 'oa_state', 'oa_checked_at', 'token_state', 'bot_has_picture'],
          jsonb_build_object('login_state', 'proved', 'channel_id', '1234567890', 'kid', 'kid', 'login_checked_at', now()),
          'a proved one is shown');
SELECT tap.call('link.login_channel_put', tap.h('oa-a')::text, tap.slug('oa-a'), '2222222222', 'kid 2', '10');
SELECT is(pg_temp.oa() ->> 'channel_id', '1234567890', 'a pending replacement does not displace it');
SELECT tap.call('link.login_channel_settle', tap.h('oa-a')::text, tap.slug('oa-a'), '3', 'line.kid_unknown', NULL, NULL, NULL, '404', 'r');
SELECT is(pg_temp.oa() - ARRAY['name', 'basic_id', 'oa_state', 'oa_checked_at', 'token_state', 'bot_has_picture'],
          jsonb_build_object('login_state', 'proved', 'channel_id', '1234567890', 'kid', 'kid', 'login_checked_at', now()),
          'nor does a refuted one');

-- Step 13.
SELECT tap.call('link.checklist_put', tap.h('oa-a')::text, tap.slug('oa-a'), 'true', 'false');
SELECT is(pg_temp.oa() -> 'published_at', to_jsonb(now()), 'a tick has its time');
SELECT is(pg_temp.oa() -> 'oa_linked_at', NULL, 'the other one none');

-- Step 14.
SELECT tap.call('link.token_put', tap.h('oa-a')::text, tap.slug('oa-a'), tap.id('oa token')::text, '\x01', 'false', '10');
SELECT tap.call('link.token_settle', tap.h('oa-a')::text, tap.slug('oa-a'), '1', 'line.token_other_oa', NULL, '@other', NULL, 'Other',
                NULL, NULL, NULL, '200', 'r');
SELECT is(pg_temp.oa() - ARRAY['name', 'basic_id', 'channel_id', 'kid', 'login_state', 'login_checked_at', 'published_at', 'bot_has_picture'],
          jsonb_build_object('oa_state', 'confirmed', 'oa_checked_at', now(), 'token_state', 'refuted',
                             'token_code', 'line.token_other_oa', 'token_checked_at', now()), 'a refuted token');
SELECT tap.token('oa-a', 'oa bot');
SELECT is(pg_temp.oa() - ARRAY['name', 'basic_id', 'channel_id', 'kid', 'login_state', 'login_checked_at', 'published_at'],
          jsonb_build_object('oa_state', 'proved', 'oa_checked_at', now(), 'token_state', 'proved', 'token_checked_at', now(),
                             'bot_basic_id', '@oa-a', 'bot_display_name', 'Bot oa bot', 'bot_has_picture', false),
          'a proved one proves the Official Account too');
UPDATE tenant.messaging_token SET picture_url = 'https://example.com/p', expires_at = '2026-12-31 00:00Z'
 WHERE account_id = tap.account_id('oa-a');
SELECT is(pg_temp.oa() ->> 'bot_has_picture', 'true', 'with its picture');
SELECT is(pg_temp.oa() ->> 'token_expires_at', '2026-12-31T00:00:00+00:00', 'and its end, if it has one');

-- LINE no longer takes what was proved: the value stays in sight, its step is open again.
CREATE FUNCTION pg_temp.lost(_step text, _code text) RETURNS void LANGUAGE sql
AS $$ UPDATE tenant.watch SET refused_at = now() - interval '1 hour', refuted_at = now() - interval '1 min', checked_at = now() - interval '1 min', code = _code
       WHERE account_id = tap.account_id('oa-a') AND step = _step;
      UPDATE tenant.proof SET started_at = now() - interval '2 days', proved_at = now() - interval '2 days' WHERE account_id = tap.account_id('oa-a') AND step = _step $$;
CREATE FUNCTION pg_temp.login() RETURNS text LANGUAGE sql
AS $$ SELECT concat_ws(' ', o ->> 'channel_id', o ->> 'kid', o ->> 'login_state', o ->> 'login_code') FROM pg_temp.oa() AS o $$;
SELECT pg_temp.lost('login_channel', 'line.kid_unknown'), pg_temp.lost('messaging_token', 'line.token_invalid');
SELECT is(pg_temp.login(), '1234567890 kid refuted line.kid_unknown', 'LINE no longer knows the kid');
SELECT is(pg_temp.oa() -> 'login_checked_at', to_jsonb(now() - interval '1 min'), 'when it said so');
SELECT is(pg_temp.oa() - ARRAY['name', 'basic_id', 'channel_id', 'kid', 'login_state', 'login_code', 'login_checked_at', 'published_at'],
          jsonb_build_object('oa_state', 'proved', 'oa_checked_at', now() - interval '2 days', 'token_state', 'refuted', 'token_code', 'line.token_invalid',
                             'token_checked_at', now() - interval '1 min', 'bot_basic_id', '@oa-a', 'bot_display_name', 'Bot oa bot',
                             'bot_has_picture', true, 'token_expires_at', '2026-12-31T00:00:00+00:00'), 'nor takes the token');
UPDATE tenant.proof SET state = 'refuted', code = 'line.bot_taken', checked_at = now() - interval '2 days' WHERE account_id = tap.account_id('oa-a') AND step = 'messaging_token';
SELECT is(pg_temp.oa() ->> 'token_code', 'line.token_invalid', 'a paste that was refused before is not what is wrong now');
SELECT tap.call('link.login_channel_put', tap.h('oa-a')::text, tap.slug('oa-a'), '3333333333', 'kid 3', '10');
SELECT is(pg_temp.login(), '3333333333 kid 3 pending', 'a newer paste waits');
SELECT tap.call('link.login_channel_settle', tap.h('oa-a')::text, tap.slug('oa-a'), '4', 'line.pending', NULL, NULL, NULL, NULL, NULL);
SELECT is(pg_temp.login(), '3333333333 kid 3 pending line.pending', 'for LINE');
SELECT tap.call('link.login_channel_settle', tap.h('oa-a')::text, tap.slug('oa-a'), '4', 'line.key_mismatch', NULL, NULL, NULL, '400', 'r');
SELECT is(pg_temp.login(), '1234567890 kid refuted line.key_mismatch', 'it is refused: that is the news');
UPDATE tenant.watch SET refused_at = NULL, refuted_at = NULL, code = NULL WHERE account_id = tap.account_id('oa-a') AND step = 'login_channel';
SELECT is(pg_temp.login(), '1234567890 kid proved', 'LINE takes the old one again');
SELECT pg_temp.lost('login_channel', 'line.kid_unknown'), tap.login_channel('oa-a', 'oa key');
SELECT is(pg_temp.login(), '1234567890 kid proved', 'or a newer paste is proved');
SELECT tap.call('link.token_delete', tap.h('oa-a')::text, tap.slug('oa-a'));
SELECT is(pg_temp.oa() - ARRAY['name', 'basic_id', 'channel_id', 'kid', 'login_state', 'login_checked_at', 'published_at', 'oa_checked_at'],
          '{"oa_state": "confirmed", "token_state": "missing", "bot_has_picture": false}', 'or the token is removed');

SELECT * FROM finish();
ROLLBACK;
