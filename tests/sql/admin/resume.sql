BEGIN;
SELECT plan(3);
-- The rest stands in suspend.sql.
SELECT tap.account('resume-a'), tap.account('resume-b');
SELECT tap.call('admin.suspend', tap.slug('resume-a')), tap.call('admin.suspend', tap.slug('resume-b'));
SELECT is(tap.call('admin.resume', tap.slug('resume-a')) #>> '{}', NULL, 'one goes on');
SELECT is((SELECT suspended_at FROM tenant.account WHERE account_id = tap.account_id('resume-a')), NULL, 'it is no longer suspended');
SELECT is((SELECT suspended_at FROM tenant.account WHERE account_id = tap.account_id('resume-b')), now(), 'the other is');
SELECT * FROM finish();
ROLLBACK;
