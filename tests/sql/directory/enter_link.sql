BEGIN;
SELECT plan(11);
-- A link for the owner of an account, or for _member.
CREATE FUNCTION pg_temp.link(_token text, _name text, _purpose text, _member uuid DEFAULT NULL) RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
      SELECT tap.h(_token), m.account_id, _purpose, coalesce(_member, m.member_id), now() + interval '30 min'
        FROM tenant.member AS m WHERE m.account_id = tap.account_id(_name) AND m.role = 'owner' LIMIT 1 $$;
CREATE FUNCTION pg_temp.links() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT t FROM unnest(ARRAY['one', 'two', 'other', 'foreign', 'colleague']) AS t JOIN directory.link_token ON token_hash = tap.h(t) ORDER BY 1 $$;
SELECT tap.account('enter-a'), tap.account('enter-b');
SELECT pg_temp.link('one', 'enter-a', 'reset'), pg_temp.link('two', 'enter-a', 'reset'), pg_temp.link('other', 'enter-a', 'verify'),
       pg_temp.link('foreign', 'enter-b', 'reset'), pg_temp.link('colleague', 'enter-a', 'reset', tap.id('colleague'));
CREATE FUNCTION pg_temp.who(_token text, _purpose text, _name text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE found record; hash bytea := tap.h(_token); slug text := tap.slug(_name); BEGIN
  SET LOCAL ROLE acho_login_definer;
  SELECT * INTO found FROM directory.enter_link(hash, _purpose, slug);
  RESET ROLE;
  RETURN (SELECT m.email FROM tenant.member AS m WHERE m.account_id = found.account_id AND m.member_id = found.member_id);
END $$;
SELECT is(pg_temp.who(token, purpose, name), NULL, what)
  FROM (VALUES ('unknown', 'reset', 'enter-a', 'an unknown token'), ('other', 'reset', 'enter-a', 'one for something else'),
               ('one', 'verify', 'enter-a', 'one asked to do something else'), ('one', 'reset', 'enter-b', 'one of another account'),
               ('foreign', 'reset', 'enter-a', 'one to another account'), ('one', 'reset', 'enter-nowhere', 'an unknown slug')) AS v (token, purpose, name, what);
SELECT results_eq('SELECT pg_temp.links()', ARRAY['colleague', 'foreign', 'one', 'other', 'two'], 'nothing is spent');
SELECT is(pg_temp.who('one', 'reset', 'enter-a'), 'enter-a@example.com', 'its own');
SELECT is(current_setting('acho.account'), tap.account_id('enter-a')::text, 'and its account is set');
SELECT is(pg_temp.who('one', 'reset', 'enter-a'), 'enter-a@example.com', 'as often as one asks');
UPDATE directory.link_token SET expires_at = now() WHERE token_hash = tap.h('one');
SELECT is(pg_temp.who('one', 'reset', 'enter-a'), NULL, 'until its time');
SELECT * FROM finish();
ROLLBACK;
