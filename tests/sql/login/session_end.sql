BEGIN;
SELECT plan(17);
SELECT tap.account('over-a'), tap.account('over-b');
SELECT tap.login('over-a', c) FROM unnest(ARRAY['over phone', 'over laptop']) AS c;
CREATE FUNCTION pg_temp.ends(_id text, _cookie text DEFAULT 'over-a', _name text DEFAULT 'over-a') RETURNS text LANGUAGE sql
AS $$ SELECT coalesce(r ->> 'problem', CASE WHEN (r -> 'is_current')::boolean THEN 'logged out' ELSE 'ended' END)
        FROM tap.call('login.session_end', tap.h(_cookie)::text, tap.slug(_name), _id, '192.0.2.1', 'request-1') AS r $$;
CREATE FUNCTION pg_temp.id(_cookie text) RETURNS text LANGUAGE sql
AS $$ SELECT session_id::text FROM directory.session WHERE session_hash = tap.h(_cookie) $$;
CREATE FUNCTION pg_temp.left_over() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT c FROM unnest(ARRAY['over laptop', 'over phone', 'over-a', 'over-b']) AS c JOIN directory.session ON session_hash = tap.h(c) ORDER BY 1 $$;
CREATE FUNCTION pg_temp.events() RETURNS bigint LANGUAGE sql
AS $$ SELECT count(*) FROM tenant.event JOIN tenant.member USING (account_id, member_id)
       WHERE account_id = tap.account_id('over-a') AND kind = 'session.ended' AND ip = '192.0.2.1' AND request_id = 'request-1' $$;

-- A colleague in the same account.
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc)
SELECT tap.account_id('over-a'), tap.id('over colleague'), 'c@example.com', tap.h('c@example.com'), 'owner', 'phc';
INSERT INTO tenant.session (account_id, session_id, member_id) VALUES (tap.account_id('over-a'), tap.id('over theirs'), tap.id('over colleague'));
INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, expires_at, idle_for)
SELECT tap.h('over theirs'), tap.slug('over-a'), tap.account_id('over-a'), tap.id('over colleague'), tap.id('over theirs'), now() + interval '1 day', '1 day';

SELECT is(pg_temp.ends(id), 'not_found', what)
  FROM (VALUES ('another account''s session', pg_temp.id('over-b')), ('a colleague''s', tap.id('over theirs')::text),
               ('nobody''s', tap.id('nobody')::text), ('no uuid', 'x'), ('none', ''), ('NULL', NULL),
               ('a word like others', 'Others')) AS v (what, id);
SELECT is(pg_temp.ends('others', 'over-b'), 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.events(), 0::bigint, 'nothing has happened');

SELECT is(pg_temp.ends(pg_temp.id('over phone')), 'ended', 'one of one''s own');
SELECT results_eq('SELECT pg_temp.left_over()', ARRAY['over laptop', 'over-a', 'over-b'], 'and no other');
SELECT is(pg_temp.ends('others'), 'ended', 'all others');
SELECT results_eq('SELECT pg_temp.left_over()', ARRAY['over-a', 'over-b'], 'and not this one');
SELECT is((SELECT count(*) FROM directory.session WHERE session_hash = tap.h('over theirs')), 1::bigint, 'nor a colleague''s');
SELECT is(pg_temp.ends('others'), 'ended', 'none left is no problem');
SELECT is(pg_temp.events(), 2::bigint, 'and no event');
SELECT is(pg_temp.ends(pg_temp.id('over-a')), 'logged out', 'the present one');
SELECT * FROM finish();
ROLLBACK;
