-- The ways an attempt is worth nothing are in login/open.sql and login/confirm.sql; here what is left.
BEGIN;
SELECT plan(4);
SELECT tap.account('spend-a');
SELECT tap.call('login.attempt', tap.slug('spend-a'), 'spend-a@example.com', tap.h('spend 1')::text, '30');

CREATE FUNCTION pg_temp.spend(_attempt text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE spent record; BEGIN
  SET LOCAL ROLE acho_login_definer;
  SELECT *, tenant.current_account() AS current INTO spent FROM directory.spend_attempt(sha256(_attempt::bytea), NULL);
  RESET ROLE;
  RETURN concat_ws(' ', spent.account_id, spent.member_id, spent.current, encode(spent.counter, 'hex'));
END $$;

SET LOCAL acho.account = '';
SELECT is(pg_temp.spend('spend never'), '', 'an unknown attempt gives nothing and sets no account');
SELECT is(pg_temp.spend('spend 1'),
          (SELECT concat_ws(' ', account_id, member_id, account_id, encode(directory.throttle_key(tap.slug('spend-a'), address_hash), 'hex'))
             FROM tenant.member WHERE account_id = tap.account_id('spend-a')),
          'a good one gives account, member and counter, and has set the account');
SELECT ok(NOT EXISTS (SELECT FROM directory.login_attempt WHERE attempt_hash = tap.h('spend 1')), 'it is gone');
SELECT results_eq($$SELECT failures FROM directory.throttle WHERE throttle_key = directory.throttle_key(tap.slug('spend-a'), directory.address_hash('spend-a@example.com'))$$,
                  ARRAY[1], 'its count stands until it is given back');
SELECT * FROM finish();
ROLLBACK;
