BEGIN;
SELECT plan(7);
SELECT tap.account('close-a'), tap.account('close-b'), tap.login('close-a', 'close phone');

SELECT is(tap.call('login.close', tap.h('close-b')::text, tap.slug('close-a')), '"session.required"', 'and is told so');
SELECT is(tap.call('login.session', tap.h('close-b')::text, tap.slug('close-b')) ->> 'problem', NULL, 'nothing has changed');

SELECT is(tap.call('login.close', tap.h('close-a')::text, tap.slug('close-a')), 'null', 'log out');
SELECT is(tap.call('login.session', tap.h('close-a')::text, tap.slug('close-a')) ->> 'problem', 'session.required', 'the session is gone');
SELECT is((SELECT count(*) FROM tenant.session WHERE account_id = tap.account_id('close-a')), 1::bigint, 'with its other half');
SELECT is(tap.call('login.session', tap.h('close phone')::text, tap.slug('close-a')) ->> 'problem', NULL, 'the telephone stays logged in');
SELECT is(tap.call('login.close', tap.h('close-a')::text, tap.slug('close-a')), '"session.required"', 'a second time there is none');

SELECT * FROM finish();
ROLLBACK;
