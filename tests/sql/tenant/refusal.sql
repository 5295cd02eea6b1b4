BEGIN;
SELECT plan(3);
SELECT is(tenant.refusal(r), 'role.denied', 'not for ' || r) FROM unnest(ARRAY['viewer', 'nonsense']) AS r;
SELECT is(tenant.refusal('setup'), 'totp.setup_required', 'first a second factor');
SELECT * FROM finish();
ROLLBACK;
