BEGIN;
SELECT plan(16);
SELECT tap.account('join-a'), tap.account('join-b');
UPDATE tenant.outbox SET state = 'delivered';
-- An invitation to join-a, with the links h('join one') and h('join two'), and others that are not it.
INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role)
SELECT tap.account_id('join-a'), tap.id('join invitation'), 'join-C@example.com', tap.h('join-c@example.com'), 'manager';
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
SELECT tap.h(v.token), tap.account_id(v.name), v.purpose, sha256(uuid_send(tap.id(v.subject))), m.member_id, now() + v.ttl
  FROM (VALUES ('join one', 'join-a', 'join', 'join invitation', interval '1 day'), ('join two', 'join-a', 'join', 'join invitation', '1 day'),
               ('join old', 'join-a', 'join', 'join invitation', '0'), ('join gone', 'join-a', 'join', 'join withdrawn', '1 day'),
               ('join other', 'join-a', 'reset', 'join invitation', '1 day'), ('join foreign', 'join-b', 'join', 'join invitation', '1 day')) AS v (token, name, purpose, subject, ttl)
  JOIN tenant.member AS m ON m.account_id = tap.account_id(v.name);
CREATE TEMP TABLE no (token text, name text, what text);
INSERT INTO no VALUES ('nothing', 'join-a', 'an unknown link'), ('join one', 'join-b', 'one of another account'), ('join foreign', 'join-b', 'one to another account''s invitation'),
  ('join old', 'join-a', 'one that is too old'), ('join gone', 'join-a', 'one whose invitation is withdrawn'), ('join other', 'join-a', 'one for something else');
CREATE FUNCTION pg_temp.follow(_token text, _name text DEFAULT 'join-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.join', tap.h(_token)::text, tap.slug(_name), '小華', 'phc of join-c', '192.0.2.1', 'request-1') #>> '{}' $$;
SELECT is(pg_temp.follow(token, name), 'link.expired', what) FROM no;
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('join-a'), tap.id('join taken'), 'join-c@example.com', tap.h('join-c@example.com'), 'viewer', 'phc';
SELECT is(pg_temp.follow('join one'), 'link.expired', 'one whose address a member has by now');
DELETE FROM tenant.member WHERE member_id = tap.id('join taken');
SELECT is((SELECT count(*) FROM tenant.member WHERE account_id = tap.account_id('join-a')), 1::bigint, 'nothing has changed');

SELECT is(pg_temp.follow('join one'), NULL, 'followed');
SELECT results_eq($$SELECT email, role, name, phc, verified_at IS NOT NULL FROM tenant.member WHERE account_id = tap.account_id('join-a') AND name IS NOT NULL$$,
  $$VALUES ('join-C@example.com', 'manager', '小華', 'phc of join-c', true)$$, 'a member, whose address is verified');
SELECT results_eq($$SELECT account_id FROM directory.address WHERE address_hash = tap.h('join-c@example.com')$$, ARRAY[tap.account_id('join-a')], 'found by the address');
SELECT ok(tap.call('login.attempt', tap.slug('join-a'), 'join-c@example.com', tap.h('join attempt')::text, '30') ->> 'phc' = 'phc of join-c', 'with a password of its own');
SELECT is(pg_temp.follow(token), 'link.expired', 'once: ' || token) FROM unnest(ARRAY['join one', 'join two']) AS token;
SELECT results_eq($$SELECT kind || ' ' || recipient FROM tenant.outbox WHERE state = 'waiting'$$, ARRAY['member_joined join-a@example.com'], 'the owner is told');
SELECT results_eq($$SELECT e.kind, m.email, e.ip, e.request_id, e.role FROM tenant.event AS e JOIN tenant.member AS m USING (account_id, member_id) WHERE e.kind ~ '^member'$$,
  $$VALUES ('member.joined', 'join-C@example.com', '192.0.2.1', 'request-1', 'manager')$$, 'an event');
SELECT * FROM finish();
ROLLBACK;
