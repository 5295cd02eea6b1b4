BEGIN;
SELECT plan(4);
SELECT tap.account('whoami-a'), tap.account('whoami-b');
SELECT is(tap.call('link.whoami', tap.h('whoami-a')::text, tap.slug('whoami-a')), 'null', 'a session of the account');
SELECT is(tap.call('link.whoami', tap.h('whoami-a')::text, tap.slug('whoami-b')), '"session.required"', 'of another account');
SELECT is(tap.call('link.whoami', tap.h('nobody')::text, tap.slug('whoami-a')), '"session.required"', 'of nobody');
SELECT is(tap.call('link.whoami', NULL, tap.slug('whoami-a')), '"session.required"', 'none at all');
SELECT * FROM finish();
ROLLBACK;
