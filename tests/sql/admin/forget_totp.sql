BEGIN;
SELECT plan(6);
SELECT tap.account(n), tap.totp(n) FROM unnest(ARRAY['afor-a', 'afor-b']) AS n;
CREATE FUNCTION pg_temp.forget(_name text, _email text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('admin.forget_totp', tap.slug(_name), _email) $$;
SELECT is(pg_temp.forget('nobody', 'afor-a@example.com'), '"not_found"', 'an unknown account');
SELECT is(pg_temp.forget('afor-b', 'afor-a@example.com'), '"member.not_found"', 'nobody of that account');
SELECT is(pg_temp.forget('afor-a', 'AFOR-A@example.com'), 'null', 'of that member, however the address is written');
SELECT results_eq('SELECT account_id FROM tenant.totp', ARRAY[tap.account_id('afor-b')], 'and of no other');
SELECT results_eq('SELECT account_id, kind, member_id, about FROM tenant.event', $$VALUES (tap.account_id('afor-a'), 'totp.forgotten', NULL::uuid, 'AFOR-A@example.com')$$, 'an event');
SELECT is(pg_temp.forget('afor-a', 'afor-a@example.com'), '"totp.off"', 'there is none any more');
SELECT * FROM finish();
ROLLBACK;
