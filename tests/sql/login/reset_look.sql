BEGIN;
SELECT plan(8);
-- A link for the owner of an account, or for _member.
CREATE FUNCTION pg_temp.link(_token text, _name text, _purpose text, _member uuid DEFAULT NULL) RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
      SELECT tap.h(_token), m.account_id, _purpose, coalesce(_member, m.member_id), now() + interval '30 min'
        FROM tenant.member AS m WHERE m.account_id = tap.account_id(_name) AND m.role = 'owner' LIMIT 1 $$;
CREATE FUNCTION pg_temp.links() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT t FROM unnest(ARRAY['one', 'two', 'other', 'foreign', 'colleague']) AS t JOIN directory.link_token ON token_hash = tap.h(t) ORDER BY 1 $$;
SELECT tap.account('look-a'), tap.account('look-b');
INSERT INTO tenant.oa (account_id, name, basic_id) VALUES (tap.account_id('look-a'), 'Sunny', '@sunny');
SELECT pg_temp.link('one', 'look-a', 'reset'), pg_temp.link('two', 'look-a', 'reset'), pg_temp.link('other', 'look-a', 'verify'),
       pg_temp.link('foreign', 'look-b', 'reset'), pg_temp.link('colleague', 'look-a', 'reset', tap.id('colleague'));
CREATE FUNCTION pg_temp.look(_token text, _name text DEFAULT 'look-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.reset_look', tap.h(_token)::text, tap.slug(_name)) $$;
SELECT is(pg_temp.look(token, name) ->> 'problem', 'link.expired', what)
  FROM (VALUES ('unknown', 'look-a', 'an unknown token'), ('other', 'look-a', 'one for something else'), ('one', 'look-b', 'one of another account'),
               ('foreign', 'look-a', 'one to another account'), ('one', 'look-nowhere', 'an unknown slug')) AS v (token, name, what);
SELECT is(pg_temp.look('unknown'), '{"problem": "link.expired", "company": null, "email": null, "contact": null, "oa": null, "retry_after": null}', 'with nothing beside');
SELECT is(pg_temp.look('one'), '{"problem": null, "company": "Company look-a", "email": "look-a@example.com", "contact": "Contact look-a", "oa": "Sunny", "retry_after": null}', 'what the password may not be made of');
SELECT results_eq('SELECT pg_temp.links()', ARRAY['colleague', 'foreign', 'one', 'other', 'two'], 'nothing is spent');
SELECT * FROM finish();
ROLLBACK;
