BEGIN;
SELECT plan(9);
SELECT tap.account('look-a'), tap.account('look-b');
UPDATE tenant.outbox SET state = 'delivered';
-- An invitation to look-a, with the links h('look one') and h('look two'), and others that are not it.
INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role)
SELECT tap.account_id('look-a'), tap.id('look invitation'), 'look-C@example.com', tap.h('look-c@example.com'), 'manager';
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
SELECT tap.h(v.token), tap.account_id(v.name), v.purpose, sha256(uuid_send(tap.id(v.subject))), m.member_id, now() + v.ttl
  FROM (VALUES ('look one', 'look-a', 'join', 'look invitation', interval '1 day'), ('look two', 'look-a', 'join', 'look invitation', '1 day'),
               ('look old', 'look-a', 'join', 'look invitation', '0'), ('look gone', 'look-a', 'join', 'look withdrawn', '1 day'),
               ('look other', 'look-a', 'reset', 'look invitation', '1 day'), ('look foreign', 'look-b', 'join', 'look invitation', '1 day')) AS v (token, name, purpose, subject, ttl)
  JOIN tenant.member AS m ON m.account_id = tap.account_id(v.name);
CREATE TEMP TABLE no (token text, name text, what text);
INSERT INTO no VALUES ('nothing', 'look-a', 'an unknown link'), ('look one', 'look-b', 'one of another account'), ('look foreign', 'look-b', 'one to another account''s invitation'),
  ('look old', 'look-a', 'one that is too old'), ('look gone', 'look-a', 'one whose invitation is withdrawn'), ('look other', 'look-a', 'one for something else');
CREATE FUNCTION pg_temp.look(_token text, _name text DEFAULT 'look-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT jsonb_strip_nulls(tap.call('login.join_look', tap.h(_token)::text, tap.slug(_name))) $$;
SELECT is(pg_temp.look(token, name), '{"problem": "link.expired"}', what) FROM no;
SELECT is(pg_temp.look('look one'), '{"company": "Company look-a", "email": "look-C@example.com", "role": "manager"}', 'what is offered');
SELECT is(pg_temp.look('look one'), '{"company": "Company look-a", "email": "look-C@example.com", "role": "manager"}', 'as often as one likes');
UPDATE tenant.account SET suspended_at = now() WHERE account_id = tap.account_id('look-a');
SELECT is(pg_temp.look('look one'), '{"problem": "link.expired"}', 'not while the account is suspended');
SELECT * FROM finish();
ROLLBACK;
