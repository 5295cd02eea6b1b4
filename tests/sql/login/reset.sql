BEGIN;
SELECT plan(17);
-- A link for the owner of an account, or for _member.
CREATE FUNCTION pg_temp.link(_token text, _name text, _purpose text, _member uuid DEFAULT NULL) RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
      SELECT tap.h(_token), m.account_id, _purpose, coalesce(_member, m.member_id), now() + interval '30 min'
        FROM tenant.member AS m WHERE m.account_id = tap.account_id(_name) AND m.role = 'owner' LIMIT 1 $$;
CREATE FUNCTION pg_temp.links() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT t FROM unnest(ARRAY['one', 'two', 'other', 'foreign', 'colleague']) AS t JOIN directory.link_token ON token_hash = tap.h(t) ORDER BY 1 $$;
SELECT tap.account('reset-a'), tap.account('reset-b');
SELECT pg_temp.link('one', 'reset-a', 'reset'), pg_temp.link('two', 'reset-a', 'reset'), pg_temp.link('other', 'reset-a', 'verify'),
       pg_temp.link('foreign', 'reset-b', 'reset'), pg_temp.link('colleague', 'reset-a', 'reset', tap.id('colleague'));
CREATE FUNCTION pg_temp.reset(_token text, _name text DEFAULT 'reset-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.reset', tap.h(_token)::text, tap.slug(_name), 'phc by ' || _token, '192.0.2.1', 'request-1') #>> '{}' $$;
CREATE FUNCTION pg_temp.phcs() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT phc FROM tenant.member WHERE account_id IN (tap.account_id('reset-a'), tap.account_id('reset-b')) ORDER BY email $$;
SELECT tap.login('reset-a', 'reset phone');
DELETE FROM tenant.outbox;
SELECT tap.call('login.attempt', tap.slug(n), n || '@example.com', tap.h('wrong ' || n)::text, '1') FROM unnest(ARRAY['reset-a', 'reset-b']) AS n;
SELECT is(pg_temp.reset(token, name), 'link.expired', what)
  FROM (VALUES ('unknown', 'reset-a', 'an unknown token'), ('other', 'reset-a', 'one for something else'), ('one', 'reset-b', 'one of another account'),
               ('foreign', 'reset-a', 'one to another account'), ('one', 'reset-nowhere', 'an unknown slug')) AS v (token, name, what);
SELECT results_eq('SELECT pg_temp.phcs()', ARRAY['phc of reset-a', 'phc of reset-b'], 'nothing has changed');
SELECT is(tap.call('login.attempt', tap.slug('reset-a'), 'reset-a@example.com', tap.h('early')::text, '1') ->> 'problem', 'login.throttled', 'guesses have to wait');

SELECT is(pg_temp.reset('one'), NULL, 'the link is followed');
SELECT results_eq('SELECT pg_temp.phcs()', ARRAY['phc by one', 'phc of reset-b'], 'one member has another password');
SELECT is((SELECT count(*) FROM directory.session WHERE account_id = tap.account_id('reset-a')), 0::bigint, 'every session ended');
SELECT is((SELECT count(*) FROM directory.session WHERE account_id = tap.account_id('reset-b')), 1::bigint, 'not another account''s');
SELECT is(tap.call('login.open', tap.h('wrong reset-a')::text, tap.h('late')::text, NULL, '14', '90', NULL, NULL) ->> 'problem', 'login.failed', 'a login under way ended');
SELECT is(tap.call('login.attempt', tap.slug(n), n || '@example.com', tap.h('now ' || n)::text, '30') ->> 'problem', p, w)
  FROM (VALUES ('reset-a', NULL, 'the wait is over'), ('reset-b', 'login.throttled', 'for this account')) AS v (n, p, w);
SELECT results_eq($$SELECT verified_at FROM tenant.member WHERE account_id IN (tap.account_id('reset-a'), tap.account_id('reset-b')) ORDER BY email$$,
  ARRAY[now(), NULL], 'the address is verified');
SELECT is((SELECT string_agg(kind || ip || request_id, ' ') FROM tenant.event WHERE account_id = tap.account_id('reset-a')) || (SELECT string_agg(kind, ' ') FROM tenant.outbox),
          'password.reset192.0.2.1request-1password_changed', 'an event and a mail');
SELECT is(pg_temp.reset('two'), 'link.expired', 'the other link ended too');
SELECT * FROM finish();
ROLLBACK;
