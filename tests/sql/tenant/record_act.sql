BEGIN;
SELECT plan(4);
SELECT tap.account('act-a'), tap.account('act-b');
CREATE FUNCTION pg_temp.record(_role text, _kind text, _ip text) RETURNS void LANGUAGE plpgsql
AS $$ DECLARE member uuid := tap.id('act-member'); BEGIN
  PERFORM set_config('acho.account', tap.account_id('act-a')::text, true);
  EXECUTE format('SET LOCAL ROLE %I', _role);
  PERFORM tenant.record_act(_kind, member, _ip, 'request-1', nullif(_ip, '') || '@');
  RESET ROLE;
END $$;
SELECT lives_ok($$SELECT pg_temp.record('acho_login_definer', 'session.ended', '192.0.2.1'), pg_temp.record('acho_login_definer', 'session.ended', '')$$,
  'the definer of login records');
SELECT results_eq($$SELECT account_id, at, kind, member_id, ip, request_id, about FROM tenant.event ORDER BY ip$$,
  $$SELECT tap.account_id('act-a'), now(), 'session.ended', tap.id('act-member'), i, 'request-1', i || '@' FROM unnest(ARRAY['192.0.2.1', NULL]) AS i$$,
  'who did what to the account that is set, from where, and to whom');
SELECT throws_ok($$SELECT pg_temp.record('acho_login_definer', 'nonsense', '')$$, '23514', NULL, 'a kind has its area');
SELECT throws_ok($$SELECT pg_temp.record('acho_report_definer', 'session.ended', '')$$, '42501', NULL, 'nobody else does');
SELECT * FROM finish();
ROLLBACK;
