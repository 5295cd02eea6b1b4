BEGIN;
SELECT plan(5);
SELECT tap.account('setc-a'), tap.account('setc-b');
SELECT tap.totp(n) FROM unnest(ARRAY['setc-a', 'setc-b']) AS n;
CREATE FUNCTION pg_temp.put(_role text, _hashes bytea) RETURNS void LANGUAGE plpgsql
AS $$ DECLARE member uuid := (SELECT member_id FROM tenant.member WHERE account_id = tap.account_id('setc-a')); BEGIN
  PERFORM set_config('acho.account', tap.account_id('setc-a')::text, true);
  EXECUTE format('SET LOCAL ROLE %I', _role);
  PERFORM tenant.set_recovery_codes(member, _hashes);
  RESET ROLE;
END $$;
SELECT throws_ok($$SELECT pg_temp.put('acho_link_definer', '')$$, '42501', NULL, 'for the definer of login alone');
SELECT throws_ok($$SELECT pg_temp.put('acho_login_definer', tap.h('x') || '\x01')$$, '23514', NULL, 'a hash cut short');
SELECT lives_ok($$SELECT pg_temp.put('acho_login_definer', tap.h('x') || tap.h('y') || tap.h('z'))$$, 'three');
SELECT results_eq($$SELECT code_hash FROM tenant.recovery_code WHERE account_id = tap.account_id('setc-a') ORDER BY 1$$,
  $$SELECT tap.h(n) FROM unnest(ARRAY['x', 'y', 'z']) AS n ORDER BY 1$$, 'replace those there were');
SELECT is((SELECT count(*) FROM tenant.recovery_code WHERE account_id = tap.account_id('setc-b')), 2::bigint, 'not those of others');
SELECT * FROM finish();
ROLLBACK;
