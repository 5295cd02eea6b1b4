BEGIN;
SELECT plan(4);
SELECT tap.account('last-a'), tap.account('last-b');
SELECT set_config('acho.account', tap.account_id('last-a')::text, true);
CREATE FUNCTION pg_temp.first() RETURNS uuid LANGUAGE sql AS $$ SELECT member_id FROM tenant.member WHERE account_id = tap.account_id('last-a') AND phc <> 'phc' $$;
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('last-a'), tap.id('last other'), 'last-c@example.com', tap.h('last-c@example.com'), 'manager', 'phc';
SELECT ok(tenant.last_owner(pg_temp.first()), 'there is one owner');
SELECT ok(NOT tenant.last_owner(tap.id('last other')), 'who is another member');
UPDATE tenant.member SET role = 'owner' WHERE member_id = tap.id('last other');
SELECT ok(NOT tenant.last_owner(pg_temp.first()), 'there are two');
UPDATE tenant.member SET role = 'viewer' WHERE member_id = pg_temp.first();
SELECT ok(tenant.last_owner(tap.id('last other')), 'there is one again');
SELECT * FROM finish();
ROLLBACK;
