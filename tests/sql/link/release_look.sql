BEGIN;
SELECT plan(7);
SELECT tap.account('rl-a'), tap.account('rl-b'), tap.oa('rl-a', 'rl key');
SELECT tap.login_channel('rl-a', 'rl key'), tap.token('rl-a', 'rl bot');
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
SELECT tap.h(t), tap.account_id(n), 'release', tap.h('U' || b), now() + f
  FROM (VALUES ('rl 1', 'rl-a', 'rl bot', interval '7 days'), ('rl late', 'rl-a', 'rl bot', '0'), ('rl other', 'rl-a', 'another bot', '7 days'), ('rl b', 'rl-b', 'rl bot', '7 days')) AS v (t, n, b, f);
CREATE FUNCTION pg_temp.look(_token text, _name text) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('link.release_look', tap.h(_token)::text, tap.slug(_name), '192.0.2.1', NULL) ->> 'problem' $$;
SELECT is(pg_temp.look(token, name), 'link.expired', what)
  FROM (VALUES ('rl none', 'rl-a', 'an unknown link'), ('rl late', 'rl-a', 'one too old'), ('rl 1', 'rl-b', 'one on another account''s page'),
               ('rl b', 'rl-b', 'one of an account that does not have the Official Account'), ('rl other', 'rl-a', 'one about an Official Account it has no more')) AS v (token, name, what);
SELECT is(pg_temp.look('rl 1', 'rl-a'), NULL, 'a good one');
SELECT is(pg_temp.look('rl 1', 'rl-a'), NULL, 'as often as one likes');
SELECT * FROM finish();
ROLLBACK;
