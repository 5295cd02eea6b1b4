BEGIN;
SELECT plan(18);
SELECT tap.account('ll-a'), tap.account('ll-b');
CREATE FUNCTION pg_temp.link(_token text, _purpose text, _subject bytea DEFAULT NULL, _name text DEFAULT 'll-a', _ttl interval DEFAULT '1 day') RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
      SELECT tap.h(_token), m.account_id, _purpose, _subject, m.member_id, now() + _ttl
        FROM tenant.member AS m WHERE m.account_id = tap.account_id(_name) AND m.phc <> 'phc of colleague' $$;
CREATE FUNCTION pg_temp.look(_token text, _name text DEFAULT 'll-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT jsonb_strip_nulls(tap.call('login.link_look', tap.h(_token)::text, tap.slug(_name), '192.0.2.1', NULL)) $$;
CREATE FUNCTION pg_temp.asks(_email text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.email_put', tap.h('ll-a')::text, tap.slug('ll-a'), _email, NULL, NULL) $$;

SELECT pg_temp.link('ll reset', 'reset'), pg_temp.link('ll verify', 'verify'), pg_temp.link('ll old', 'verify', NULL, 'll-a', '0'), pg_temp.link('ll foreign', 'verify', NULL, 'll-b');
SELECT is(pg_temp.look(token, name), '{"problem": "link.expired"}', what)
  FROM (VALUES ('nothing', 'll-a', 'an unknown link'), ('ll verify', 'll-b', 'one of another account'), ('ll foreign', 'll-a', 'one to another account'),
               ('ll old', 'll-a', 'one that is too old'), ('ll verify', 'll-nowhere', 'an unknown slug')) AS v (token, name, what);
SELECT is(pg_temp.look('ll reset'), '{"purpose": "reset", "to_email": "ll-a@example.com"}', 'a password');
SELECT is(pg_temp.look('ll verify'), '{"purpose": "verify", "to_email": "ll-a@example.com"}', 'an address');
SELECT is(pg_temp.look('ll verify'), '{"purpose": "verify", "to_email": "ll-a@example.com"}', 'as often as one likes');

-- A change, and the way back.
SELECT pg_temp.asks('LL-new@example.com'), pg_temp.link('ll change', 'address', tap.h('ll-new@example.com')), pg_temp.link('ll overtaken', 'address', tap.h('ll-other@example.com'));
SELECT is(pg_temp.look('ll change'), '{"purpose": "address", "to_email": "LL-new@example.com", "from_email": "ll-a@example.com"}', 'from which address to which');
SELECT is(pg_temp.look('ll overtaken'), '{"problem": "link.expired"}', 'not to one that is not wanted any more');
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('ll-a'), tap.id('ll colleague'), 'll-new@example.com', tap.h('ll-new@example.com'), 'owner', 'phc of colleague';
SELECT is(pg_temp.look('ll change'), '{"problem": "link.expired"}', 'nor to one that another member has by now');
DELETE FROM tenant.member WHERE member_id = tap.id('ll colleague');
SELECT is(tap.call('login.verify', tap.h('ll change')::text, tap.slug('ll-a'), NULL, NULL) ->> 'problem', NULL, 'it is followed');
SELECT is(pg_temp.look('ll change'), '{"problem": "link.expired"}', 'and is good once');
SELECT pg_temp.link('ll undo', 'undo', sha256(uuid_send(change_id))), pg_temp.link('ll void', 'undo', tap.h('x')) FROM tenant.address_change WHERE account_id = tap.account_id('ll-a');
SELECT is(pg_temp.look('ll undo'), '{"purpose": "undo", "to_email": "ll-a@example.com", "from_email": "LL-new@example.com"}', 'and back');
SELECT is(pg_temp.look('ll void'), '{"problem": "link.expired"}', 'not of a change that is void');
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('ll-a'), tap.id('ll colleague'), 'll-a@example.com', tap.h('ll-a@example.com'), 'owner', 'phc of colleague';
SELECT is(pg_temp.look('ll undo'), '{"problem": "link.expired"}', 'nor to an address that another member has by now');
DELETE FROM tenant.member WHERE member_id = tap.id('ll colleague');
UPDATE tenant.account SET suspended_at = now() WHERE account_id = tap.account_id('ll-a');
SELECT is(pg_temp.look('ll undo'), '{"problem": "link.expired"}', 'nor while the account is suspended');
SELECT is((SELECT count(*) FROM directory.link_token AS t WHERE t.token_hash = tap.h('ll undo')), 1::bigint, 'nothing is spent');
SELECT * FROM finish();
ROLLBACK;
