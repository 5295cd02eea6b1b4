BEGIN;
SELECT plan(6);
SELECT tap.account('check-a'), tap.account('check-b'), tap.oa('check-a', 'check key'), tap.oa('check-b', 'check key b');
SELECT is(tap.call('admin.token_check', 'nosuchslug000') ->> 'problem', 'not_found', 'an unknown account');
SELECT is(tap.call('admin.token_check', tap.slug('check-a')) ->> 'problem', 'token.none', 'nothing is proved');
SELECT tap.login_channel('check-a', 'check key'), tap.token('check-a', 'check bot'), tap.login_channel('check-b', 'check key b');
UPDATE tenant.watch SET lease = tap.id('check lease') WHERE account_id = tap.account_id('check-a') AND step = 'login_channel';
CREATE TEMP TABLE before AS SELECT * FROM tenant.watch;
SELECT is(tap.call('admin.token_check', tap.slug('check-a')), jsonb_build_object('problem', NULL, 'asked_at', now()), 'asked for now');
SELECT is((SELECT due_at FROM tenant.watch WHERE account_id = tap.account_id('check-a') AND step = 'messaging_token'), now(), 'it is due');
SELECT results_eq($$SELECT due_at, lease FROM tenant.watch WHERE account_id = tap.account_id('check-a') AND step = 'login_channel'$$,
                  $$SELECT due_at, lease FROM before WHERE account_id = tap.account_id('check-a') AND step = 'login_channel'$$,
                  'unless a courier is asking about it already');
SELECT results_eq($$SELECT * FROM tenant.watch WHERE account_id = tap.account_id('check-b')$$,
                  $$SELECT * FROM before WHERE account_id = tap.account_id('check-b')$$, 'other accounts are left alone');
SELECT * FROM finish();
ROLLBACK;
