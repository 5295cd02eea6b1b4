BEGIN;
SELECT plan(12);
SELECT tap.account('chg-a'), tap.account('chg-b');
INSERT INTO directory.address (address_hash, account_id) SELECT tap.h('chg-new@example.com'), tap.account_id('chg-b');
CREATE FUNCTION pg_temp.ask(_email text, _name text DEFAULT 'chg-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.email_put', tap.h(_name)::text, tap.slug(_name), _email, NULL, NULL) $$;
-- A link as the courier makes it.
CREATE FUNCTION pg_temp.link(_token text, _email text, _purpose text DEFAULT 'address', _name text DEFAULT 'chg-a') RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, member_id, expires_at)
      SELECT tap.h(_token), m.account_id, _purpose, tap.h(_email), m.member_id, now() + interval '1 day'
        FROM tenant.member AS m WHERE m.account_id = tap.account_id(_name) AND m.email = _name || '@example.com' $$;
CREATE FUNCTION pg_temp.follow(_token text, _name text DEFAULT 'chg-a') RETURNS boolean LANGUAGE plpgsql
AS $$ DECLARE member uuid; hash bytea := tap.h(_token); slug text := tap.slug(_name); BEGIN
  SET LOCAL ROLE acho_login_definer;
  member := tenant.change_address(hash, slug);
  RESET ROLE;
  RETURN member IS NOT NULL;
END $$;
CREATE FUNCTION pg_temp.address() RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(email, ' ' ORDER BY email) FROM tenant.member WHERE account_id = tap.account_id('chg-a') $$;

SELECT pg_temp.ask('chg-first@example.com'), pg_temp.ask('Chg-New@example.com'), pg_temp.ask('chg-other@example.com', 'chg-b');
SELECT pg_temp.link('chg first', 'chg-first@example.com'), pg_temp.link('chg new', 'chg-new@example.com'), pg_temp.link('chg again', 'chg-new@example.com'),
       pg_temp.link('chg verify', 'chg-new@example.com', 'verify'), pg_temp.link('chg foreign', 'chg-new@example.com', 'address', 'chg-b');
UPDATE directory.link_token SET expires_at = now() WHERE token_hash = tap.h('chg again');
SELECT ok(NOT pg_temp.follow(token, name), what)
  FROM (VALUES ('nothing', 'chg-a', 'an unknown token'), ('chg verify', 'chg-a', 'one for something else'), ('chg new', 'chg-b', 'one of another account'),
               ('chg foreign', 'chg-a', 'one to another account'), ('chg first', 'chg-a', 'one of an address asked for before'), ('chg again', 'chg-a', 'one past its time')) AS v (token, name, what);
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('chg-a'), tap.id('chg colleague'), 'chg-new@example.com', tap.h('chg-new@example.com'), 'owner', 'phc';
SELECT ok(NOT pg_temp.follow('chg new'), 'one of an address that another member has by now');
DELETE FROM tenant.member WHERE member_id = tap.id('chg colleague');
SELECT is(pg_temp.address(), 'chg-a@example.com', 'nothing has changed');
SELECT ok(pg_temp.follow('chg new'), 'the link is followed');
SELECT is(pg_temp.address(), 'Chg-New@example.com', 'the address is the new one');
SELECT results_eq($$SELECT o.recipient, o.member_id = m.member_id, c.old_email, c.changed_at IS NOT NULL
                      FROM tenant.outbox AS o JOIN tenant.member AS m USING (account_id)
                      JOIN tenant.address_change AS c ON c.account_id = o.account_id AND sha256(uuid_send(c.change_id)) = o.subject_hash
                     WHERE o.kind = 'email_changed'$$,
  $$VALUES ('chg-a@example.com', true, 'chg-a@example.com', true)$$, 'the former address is mailed the way back');
SELECT ok(NOT pg_temp.follow('chg new'), 'once');
SELECT * FROM finish();
ROLLBACK;
