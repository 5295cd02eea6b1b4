BEGIN;
SELECT plan(13);
-- A link for the owner of an account, or for _member.
CREATE FUNCTION pg_temp.link(_token text, _name text, _purpose text, _member uuid DEFAULT NULL) RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
      SELECT tap.h(_token), m.account_id, _purpose, coalesce(_member, m.member_id), now() + interval '30 min'
        FROM tenant.member AS m WHERE m.account_id = tap.account_id(_name) AND m.role = 'owner' LIMIT 1 $$;
CREATE FUNCTION pg_temp.links() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT t FROM unnest(ARRAY['one', 'two', 'other', 'foreign', 'colleague']) AS t JOIN directory.link_token ON token_hash = tap.h(t) ORDER BY 1 $$;
SELECT tap.account('verify-a'), tap.account('verify-b');
SELECT pg_temp.link('one', 'verify-a', 'verify'), pg_temp.link('two', 'verify-a', 'verify'), pg_temp.link('other', 'verify-a', 'reset'),
       pg_temp.link('foreign', 'verify-b', 'verify'), pg_temp.link('colleague', 'verify-a', 'verify', tap.id('colleague'));
CREATE FUNCTION pg_temp.verify(_token text, _name text DEFAULT 'verify-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('login.verify', tap.h(_token)::text, tap.slug(_name), '192.0.2.1', 'request-1') ->> 'problem' $$;
SELECT is(pg_temp.verify(token, name), 'link.expired', what)
  FROM (VALUES ('unknown', 'verify-a', 'an unknown token'), ('other', 'verify-a', 'one for something else'), ('one', 'verify-b', 'one of another account'),
               ('foreign', 'verify-a', 'one to another account'), ('one', 'verify-nowhere', 'an unknown slug')) AS v (token, name, what);
SELECT is(pg_temp.verify('one'), NULL, 'the link is followed');
SELECT results_eq($$SELECT email FROM tenant.member WHERE verified_at = now()$$, ARRAY['verify-a@example.com'], 'one address is verified');
SELECT is(pg_temp.verify('two'), 'link.expired', 'the other link ended too');
SELECT pg_temp.link('two', 'verify-a', 'verify');
SELECT is(pg_temp.verify('two'), NULL, 'a later one does no harm');
SELECT results_eq($$SELECT kind, ip, request_id FROM tenant.event$$, $$VALUES ('email.verified', '192.0.2.1', 'request-1')$$, 'and is no event');
SELECT tap.call('login.email_put', tap.h('verify-a')::text, tap.slug('verify-a'), 'verify-new@example.com', NULL, NULL);
SELECT pg_temp.link('address', 'verify-a', 'verify');
UPDATE directory.link_token SET purpose = 'address', subject_hash = tap.h('verify-new@example.com') WHERE token_hash = tap.h('address');
SELECT is(pg_temp.verify('address'), NULL, 'a link mailed to a new address');
SELECT is((SELECT email FROM tenant.member WHERE account_id = tap.account_id('verify-a')), 'verify-new@example.com', 'makes it the member''s');
SELECT results_eq($$SELECT ip, request_id, about FROM tenant.event WHERE kind = 'email.changed'$$, $$VALUES ('192.0.2.1', 'request-1', 'verify-a@example.com')$$, 'which is an event');
SELECT * FROM finish();
ROLLBACK;
