BEGIN;
SELECT plan(7);
SELECT tap.account('move-a'), tap.account('move-b');
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('move-a'), tap.id('move colleague'), 'move-c@example.com', tap.h('move-c@example.com'), 'owner', 'phc';
CREATE FUNCTION pg_temp.owner() RETURNS uuid LANGUAGE sql
AS $$ SELECT member_id FROM tenant.member WHERE account_id = tap.account_id('move-a') AND member_id <> tap.id('move colleague') $$;
CREATE FUNCTION pg_temp.move(_email text) RETURNS void LANGUAGE plpgsql
AS $$ DECLARE member uuid := pg_temp.owner(); BEGIN
  PERFORM set_config('acho.account', tap.account_id('move-a')::text, true);
  SET LOCAL ROLE acho_login_definer;
  PERFORM tenant.move_address(member, _email);
  RESET ROLE;
END $$;
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
SELECT tap.h('move ' || p || m), tap.account_id('move-a'), p, tap.h(p), m, now() + interval '1 day'
  FROM unnest(ARRAY['reset', 'verify', 'address', 'undo']) AS p, unnest(ARRAY[pg_temp.owner(), tap.id('move colleague')]) AS m;
UPDATE tenant.outbox SET state = 'delivered';
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, member_id, state)
SELECT tap.account_id('move-a'), tap.id('move ' || k || s || m), k, 'x', m, s
  FROM unnest(ARRAY['password_reset', 'email_change', 'email_changed']) AS k, unnest(ARRAY['waiting', 'delivered']) AS s,
       unnest(ARRAY[pg_temp.owner(), tap.id('move colleague')]) AS m;

SELECT throws_ok($$SELECT pg_temp.move('MOVE-C@example.com')$$, '23505', NULL, 'not the address of another member');
SELECT pg_temp.move('New.Move@example.com');
SELECT results_eq($$SELECT email, address_hash, verified_at FROM tenant.member WHERE member_id = pg_temp.owner()$$,
  $$VALUES ('New.Move@example.com', tap.h('new.move@example.com'), now())$$, 'the address is another, and known to be theirs');
SELECT set_eq($$SELECT address_hash FROM directory.address WHERE account_id = tap.account_id('move-a')$$,
  ARRAY[tap.h('new.move@example.com')], 'it leads to the account, the former one no longer');
SELECT is((SELECT count(*) FROM directory.address WHERE account_id = tap.account_id('move-b')), 1::bigint, 'not so in other accounts');
SELECT results_eq($$SELECT purpose COLLATE "default" FROM directory.link_token WHERE member_id = pg_temp.owner()$$, ARRAY['undo'],
  'links mailed to the member end, but for the way back');
SELECT is((SELECT count(*) FROM directory.link_token WHERE member_id = tap.id('move colleague')), 4::bigint, 'a colleague''s stay');
SELECT set_eq($$SELECT member_id, kind, state FROM tenant.outbox WHERE account_id = tap.account_id('move-a') AND recipient = 'x' AND (member_id, state) = (pg_temp.owner(), 'waiting')$$,
  $$VALUES (pg_temp.owner(), 'email_changed', 'waiting')$$, 'mails that would carry such a link are not sent');
SELECT * FROM finish();
ROLLBACK;
