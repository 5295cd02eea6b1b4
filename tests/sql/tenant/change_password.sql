BEGIN;
SELECT plan(8);
SELECT tap.account('change-a'), tap.account('change-b');
SELECT tap.call('login.attempt', tap.slug(n), n || '@example.com', tap.h('try ' || n)::text, '30') FROM unnest(ARRAY['change-a', 'change-b']) AS n;
INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
SELECT tap.h(p || m.email), m.account_id, p, m.member_id, now() + interval '1 h'
  FROM tenant.member AS m, unnest(ARRAY['reset', 'verify']) AS p WHERE m.account_id IN (tap.account_id('change-a'), tap.account_id('change-b'));
DELETE FROM tenant.outbox;
CREATE FUNCTION pg_temp.change(_role text) RETURNS void LANGUAGE plpgsql
AS $$ DECLARE member uuid := (SELECT member_id FROM tenant.member WHERE account_id = tap.account_id('change-a')); BEGIN
  PERFORM set_config('acho.account', tap.account_id('change-a')::text, true);
  EXECUTE format('SET LOCAL ROLE %I', _role);
  PERFORM tenant.change_password(member, 'new phc');
  RESET ROLE;
END $$;
SELECT throws_ok($$SELECT pg_temp.change('acho_link_definer')$$, '42501', NULL, 'for the definer of login alone');
SELECT lives_ok($$SELECT pg_temp.change('acho_login_definer')$$, 'which may');
SELECT results_eq($$SELECT phc FROM tenant.member WHERE account_id IN (tap.account_id('change-a'), tap.account_id('change-b')) ORDER BY email$$,
  ARRAY['new phc', 'phc of change-b'], 'one member has another password');
SELECT is((SELECT count(*) FROM directory.login_attempt WHERE attempt_hash = tap.h('try change-a')), 0::bigint, 'logins under way end');
SELECT is((SELECT count(*) FROM directory.login_attempt WHERE attempt_hash = tap.h('try change-b')), 1::bigint, 'not those of others');
SELECT is((SELECT count(*) FROM directory.link_token WHERE purpose = 'reset'), 1::bigint, 'so does a reset link');
SELECT is((SELECT count(*) FROM directory.link_token WHERE purpose = 'verify'), 2::bigint, 'and no other');
SELECT results_eq($$SELECT account_id, kind, recipient, state FROM tenant.outbox$$,
  $$VALUES (tap.account_id('change-a'), 'password_changed', 'change-a@example.com', 'waiting')$$, 'the member is told');
SELECT * FROM finish();
ROLLBACK;
