BEGIN;
SELECT plan(3);
SELECT tap.account('mailm-a'), tap.account('mailm-b');
DELETE FROM tenant.outbox;
CREATE FUNCTION pg_temp.mail(_role text, _name text) RETURNS void LANGUAGE plpgsql
AS $$ DECLARE member uuid := (SELECT member_id FROM tenant.member WHERE account_id = tap.account_id(_name)); BEGIN
  PERFORM set_config('acho.account', tap.account_id('mailm-a')::text, true);
  EXECUTE format('SET LOCAL ROLE %I', _role);
  PERFORM tenant.mail_member('totp_off', member);
  RESET ROLE;
END $$;
SELECT throws_ok($$SELECT pg_temp.mail('acho_link_definer', 'mailm-a')$$, '42501', NULL, 'for the definers of login and admin alone');
SELECT lives_ok($$SELECT pg_temp.mail('acho_login_definer', n) FROM unnest(ARRAY['mailm-a', 'mailm-b']) AS n$$, 'which may');
SELECT results_eq($$SELECT account_id, kind, recipient, member_id, state FROM tenant.outbox$$,
  $$SELECT account_id, 'totp_off', 'mailm-a@example.com', member_id, 'waiting' FROM tenant.member WHERE account_id = tap.account_id('mailm-a')$$,
  'a mail to that member, and none to one of another account');
SELECT * FROM finish();
ROLLBACK;
