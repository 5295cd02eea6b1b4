BEGIN;
SELECT plan(22);
SELECT tap.account('undo-a'), tap.account('undo-b'), tap.login('undo-a', 'undo phone');
CREATE FUNCTION pg_temp.owner() RETURNS tenant.member LANGUAGE sql
AS $$ SELECT m FROM tenant.member AS m WHERE m.account_id = tap.account_id('undo-a') AND m.phc <> 'phc of colleague' $$;
CREATE FUNCTION pg_temp.address() RETURNS text LANGUAGE sql AS $$ SELECT (pg_temp.owner()).email $$;
CREATE FUNCTION pg_temp.link(_token text, _purpose text, _subject bytea, _name text DEFAULT 'undo-a') RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
      SELECT tap.h(_token), m.account_id, _purpose, _subject, m.member_id, now() + interval '7 days'
        FROM tenant.member AS m WHERE m.account_id = tap.account_id(_name) AND m.phc <> 'phc of colleague' $$;
-- The owner changes the address; the way back from it is 'undo <address>'.
CREATE FUNCTION pg_temp.changes(_email text) RETURNS void LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM tap.call('login.email_put', tap.h('undo-a')::text, tap.slug('undo-a'), _email, NULL, NULL);
  PERFORM pg_temp.link('to ' || _email, 'address', tap.h(_email));
  PERFORM tap.call('login.verify', tap.h('to ' || _email)::text, tap.slug('undo-a'), NULL, NULL);
  PERFORM pg_temp.link('undo ' || _email, 'undo', sha256(uuid_send(change_id))) FROM tenant.address_change WHERE new_email = _email;
END $$;
CREATE FUNCTION pg_temp.undo(_token text, _name text DEFAULT 'undo-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.email_undo', tap.h(_token)::text, tap.slug(_name), 'phc of nobody', '192.0.2.1', 'request-1') ->> 'problem' $$;

SELECT pg_temp.changes('undo-b@example.com'), pg_temp.changes('undo-c@example.com');
SELECT is(pg_temp.address(), 'undo-c@example.com', 'changed twice');
SELECT pg_temp.link('undo other', 'reset', NULL), pg_temp.link('undo foreign', 'undo', tap.h('x'), 'undo-b');
SELECT is(pg_temp.undo(token, name), 'link.expired', what)
  FROM (VALUES ('nothing', 'undo-a', 'an unknown token'), ('undo other', 'undo-a', 'one for something else'), ('undo undo-b@example.com', 'undo-b', 'one of another account'),
               ('undo foreign', 'undo-a', 'one to another account')) AS v (token, name, what);
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('undo-a'), tap.id('undo colleague'), 'undo-a@example.com', tap.h('undo-a@example.com'), 'owner', 'phc of colleague';
SELECT is(pg_temp.undo('undo undo-b@example.com'), 'link.expired', 'one to an address that another member has by now');
DELETE FROM tenant.member WHERE member_id = tap.id('undo colleague');
SELECT is((SELECT count(*) FROM directory.session WHERE account_id = tap.account_id('undo-a')), 2::bigint, 'nothing has changed');

-- The later change first: the earlier link stays good.
SELECT tap.call('login.email_put', tap.h('undo-a')::text, tap.slug('undo-a'), 'undo-d@example.com', NULL, NULL);
SELECT tap.call('login.attempt', tap.slug('undo-a'), 'undo-c@example.com', tap.h('undo under way')::text, '30');
DELETE FROM tenant.outbox WHERE kind <> 'email_change';
SELECT is(pg_temp.undo('undo undo-c@example.com'), NULL, 'the later change is undone');
SELECT is(pg_temp.address(), 'undo-b@example.com', 'the address is the one before');
SELECT is((pg_temp.owner()).phc, 'phc of nobody', 'the password opens nothing any more');
SELECT is((SELECT count(*) FROM directory.session WHERE account_id = tap.account_id('undo-a')), 0::bigint, 'every session ended');
SELECT is((SELECT count(*) FROM directory.session WHERE account_id = tap.account_id('undo-b')), 1::bigint, 'not another account''s');
SELECT is((SELECT count(*) FROM directory.login_attempt WHERE attempt_hash = tap.h('undo under way')), 0::bigint, 'a login under way ended');
SELECT set_eq($$SELECT purpose COLLATE "default" FROM directory.link_token WHERE account_id = tap.account_id('undo-a')$$, ARRAY['undo'], 'links for other things ended');
SELECT results_eq($$SELECT kind, recipient, member_id = (pg_temp.owner()).member_id FROM tenant.outbox WHERE state = 'waiting' ORDER BY 1$$,
  $$VALUES ('email_undone', 'undo-c@example.com', true), ('password_reset', 'undo-b@example.com', true)$$, 'a reset for the one, a notice for the other; what was asked for last is void');
SELECT is((SELECT count(*) FROM directory.address WHERE address_hash = tap.h('undo-c@example.com')), 0::bigint, 'the address given up leads nowhere');
SELECT results_eq($$SELECT ip, request_id, about FROM tenant.event WHERE kind = 'email.change_undone'$$, $$VALUES ('192.0.2.1', 'request-1', 'undo-c@example.com')$$, 'an event');
SELECT is(pg_temp.undo('undo undo-c@example.com'), 'link.expired', 'once');
SELECT is(pg_temp.undo('undo undo-b@example.com'), NULL, 'and the earlier change after it');
SELECT is(pg_temp.address(), 'undo-a@example.com', 'all the way back');

-- The earlier change first: the later link is void with its change.
UPDATE tenant.member SET phc = 'phc' WHERE account_id = tap.account_id('undo-a');
SELECT tap.login('undo-a', 'undo-a');
SELECT pg_temp.changes('undo-b@example.com'), pg_temp.changes('undo-c@example.com');
SELECT is(pg_temp.undo('undo undo-b@example.com'), NULL, 'the earlier change is undone');
SELECT is(pg_temp.undo('undo undo-c@example.com'), 'link.expired', 'whoever had the address in between does not get it back');
SELECT * FROM finish();
ROLLBACK;
