BEGIN;
SELECT plan(27);
SELECT tap.account(n) FROM unnest(ARRAY['pass-a', 'pass-b', 'pass-c']) AS n;
SELECT tap.call('login.totp_store', tap.h('pass-a')::text, tap.slug('pass-a'), '\x01');
CREATE FUNCTION pg_temp.pass(_step bigint, _code text DEFAULT NULL, _limit integer DEFAULT 30, _name text DEFAULT 'pass-a', _role text DEFAULT 'acho_login_definer') RETURNS text LANGUAGE plpgsql
AS $$ DECLARE member uuid := (SELECT member_id FROM tenant.member WHERE account_id = tap.account_id(_name)); recovery bytea := tap.h(_code); said record; BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  EXECUTE format('SET LOCAL ROLE %I', _role);
  SELECT * INTO said FROM tenant.pass_totp(member, _step, recovery, _limit, '192.0.2.1', 'request-1');
  RESET ROLE;
  RETURN concat_ws(' ', coalesce(said.problem, 'passed'), said.retry_after);
END $$;
CREATE FUNCTION pg_temp.failures(_name text DEFAULT 'pass-a') RETURNS integer LANGUAGE sql
AS $$ SELECT failures FROM directory.throttle
       WHERE throttle_key = sha256(convert_to('totp ' || (SELECT member_id FROM tenant.member WHERE account_id = tap.account_id(_name)), 'UTF8')) $$;
SELECT throws_ok($$SELECT pg_temp.pass(1, _role => 'acho_link_definer')$$, '42501', NULL, 'for the definer of login alone');
SELECT is(pg_temp.pass(NULL), 'passed', 'one that waits for its first code is not asked for');
SELECT tap.totp(n) FROM unnest(ARRAY['pass-a', 'pass-b']) AS n;
SELECT is(pg_temp.pass(NULL, _name => 'pass-c'), 'passed', 'nor is one of another account');
SELECT is(pg_temp.pass(NULL), 'login.totp_required', 'one that is on is');
SELECT is(pg_temp.failures(), NULL, 'asking counts nothing here');

-- Steps.
SELECT is(pg_temp.pass(0), 'login.totp_wrong', 'a code of no step');
SELECT is(pg_temp.pass(100), 'login.totp_wrong', 'the code it was switched on with');
SELECT is(pg_temp.failures(), 2, 'are counted');
SELECT is(pg_temp.pass(101), 'passed', 'the next one passes');
SELECT is(pg_temp.failures(), 2, 'and is not counted');
SELECT is(pg_temp.pass(101), 'login.totp_wrong', 'once');
SELECT is(pg_temp.pass(99), 'login.totp_wrong', 'nor does an older one');
SELECT is(pg_temp.pass(103) || pg_temp.pass(102), 'passedlogin.totp_wrong', 'once a step is taken those before it are not');
SELECT is((SELECT last_step FROM tenant.totp WHERE account_id = tap.account_id('pass-b')), 100::bigint, 'nobody else''s are touched');

-- Recovery codes.
SELECT is(pg_temp.pass(NULL, 'pass-b code 1'), 'login.totp_wrong', 'a recovery code of another account');
SELECT is(pg_temp.pass(NULL, 'pass-a code 1'), 'passed', 'one of this');
SELECT is(pg_temp.pass(NULL, 'pass-a code 1'), 'login.totp_wrong', 'once');
SELECT is((SELECT count(*) FROM tenant.recovery_code WHERE account_id = tap.account_id('pass-a')), 1::bigint, 'the other is left');
SELECT results_eq($$SELECT kind, ip, request_id FROM tenant.event$$, $$VALUES ('totp.code_used', '192.0.2.1', 'request-1')$$, 'an event');
SELECT results_eq($$SELECT recipient FROM tenant.outbox WHERE kind = 'totp_code_used'$$, ARRAY['pass-a@example.com'], 'a mail');

-- A counter of the member's own.
DELETE FROM directory.throttle;
SELECT is(pg_temp.pass(0, _limit => 2) || pg_temp.pass(0, _limit => 2), 'login.totp_wronglogin.totp_wrong', 'two wrong ones');
SELECT is(pg_temp.pass(110, _limit => 2), 'login.throttled 15', 'then even a right one waits');
SELECT is(pg_temp.pass(110, _limit => 2, _name => 'pass-b'), 'passed', 'nobody else does');
UPDATE directory.throttle SET retry_at = now();
SELECT is(pg_temp.pass(110, _limit => 2), 'passed', 'afterwards it passes');

-- A secret that does not open.
DELETE FROM tenant.event;
SELECT is(pg_temp.pass(-1), 'login.totp_unreadable', 'no code can be judged');
SELECT results_eq($$SELECT account_id, kind, member_id IS NOT NULL, ip, request_id FROM tenant.event$$,
  $$VALUES (tap.account_id('pass-a'), 'totp.unreadable', true, '192.0.2.1', 'request-1')$$, 'an event');
SELECT is(pg_temp.pass(NULL, 'pass-a code 2') || pg_temp.failures(), 'passed3', 'it counts as a failure, and a recovery code passes');
SELECT * FROM finish();
ROLLBACK;
