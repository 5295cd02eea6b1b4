BEGIN;
SELECT plan(11);
-- A link for the owner of an account, or for _member.
CREATE FUNCTION pg_temp.link(_token text, _name text, _purpose text, _member uuid DEFAULT NULL) RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
      SELECT tap.h(_token), m.account_id, _purpose, coalesce(_member, m.member_id), now() + interval '30 min'
        FROM tenant.member AS m WHERE m.account_id = tap.account_id(_name) AND m.role = 'owner' LIMIT 1 $$;
CREATE FUNCTION pg_temp.links() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT t FROM unnest(ARRAY['one', 'two', 'other', 'foreign', 'colleague']) AS t JOIN directory.link_token ON token_hash = tap.h(t) ORDER BY 1 $$;
SELECT tap.account('spend-a'), tap.account('spend-b');
SELECT pg_temp.link('one', 'spend-a', 'reset'), pg_temp.link('two', 'spend-a', 'reset'), pg_temp.link('other', 'spend-a', 'verify'),
       pg_temp.link('foreign', 'spend-b', 'reset'), pg_temp.link('colleague', 'spend-a', 'reset', tap.id('colleague'));
CREATE FUNCTION pg_temp.who(_token text, _purpose text, _name text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE found record; hash bytea := tap.h(_token); slug text := tap.slug(_name); BEGIN
  SET LOCAL ROLE acho_login_definer;
  SELECT * INTO found FROM directory.spend_link(hash, _purpose, slug);
  RESET ROLE;
  RETURN (SELECT m.email FROM tenant.member AS m WHERE m.account_id = found.account_id AND m.member_id = found.member_id);
END $$;
SELECT is(pg_temp.who(token, purpose, name), NULL, what)
  FROM (VALUES ('unknown', 'reset', 'spend-a', 'an unknown token'), ('other', 'reset', 'spend-a', 'one for something else'),
               ('one', 'verify', 'spend-a', 'one asked to do something else'), ('one', 'reset', 'spend-b', 'one of another account'),
               ('foreign', 'reset', 'spend-a', 'one to another account'), ('one', 'reset', 'spend-nowhere', 'an unknown slug')) AS v (token, purpose, name, what);
SELECT results_eq('SELECT pg_temp.links()', ARRAY['colleague', 'foreign', 'one', 'other', 'two'], 'nothing is spent');
UPDATE directory.link_token SET expires_at = now() WHERE token_hash = tap.h('two');
SELECT is(pg_temp.who('two', 'reset', 'spend-a'), NULL, 'one past its time');
SELECT is(pg_temp.who('one', 'reset', 'spend-a'), 'spend-a@example.com', 'its own');
SELECT results_eq('SELECT pg_temp.links()', ARRAY['colleague', 'foreign', 'other'], 'ends the others of that purpose and member');
SELECT is(pg_temp.who('one', 'reset', 'spend-a'), NULL, 'once');
SELECT * FROM finish();
ROLLBACK;
