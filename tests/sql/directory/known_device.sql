BEGIN;
SELECT plan(5);
SELECT tap.account('known-a'), tap.account('known-b');
CREATE FUNCTION pg_temp.member(_name text) RETURNS uuid LANGUAGE sql AS $$ SELECT member_id FROM tenant.member WHERE account_id = tap.account_id(_name) $$;
INSERT INTO directory.device (device_hash, account_id, member_id, expires_at)
SELECT tap.h('device ' || n), tap.account_id(n), pg_temp.member(n), now() + interval '1 day' FROM unnest(ARRAY['known-a', 'known-b']) AS n;
SELECT set_config('acho.account', tap.account_id('known-a')::text, true);
SELECT is(directory.known_device(tap.h('device known-a'), pg_temp.member('known-a')), tap.h('device known-a'), 'the member''s own');
SELECT is(directory.known_device(tap.h('device known-b'), pg_temp.member('known-b')), NULL, 'another account''s');
SELECT is(directory.known_device(tap.h('device known-a'), gen_random_uuid()), NULL, 'another member''s');
SELECT is(directory.known_device(NULL, pg_temp.member('known-a')), NULL, 'none');
UPDATE directory.device SET expires_at = now();
SELECT is(directory.known_device(tap.h('device known-a'), pg_temp.member('known-a')), NULL, 'not for ever');
SELECT * FROM finish();
ROLLBACK;
