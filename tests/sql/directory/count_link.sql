BEGIN;
SELECT plan(9);
SELECT tap.account('cl-a');
CREATE FUNCTION pg_temp.count(_role text, _token text, _ip text, _limit integer DEFAULT 2) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE r record; token bytea := tap.h(_token); BEGIN
  EXECUTE format('SET LOCAL ROLE %I', _role);
  r := directory.count_link(token, _ip, _limit);
  RESET ROLE; RETURN concat_ws(' ', r.problem, r.retry_after);
END $$;
SELECT is(pg_temp.count('acho_login_definer', 'cl 1', '192.0.2.1'), 'link.expired', 'a dead link');
SELECT is(pg_temp.count('acho_link_definer', 'cl 1', '192.0.2.1'), 'link.expired', 'and again: it is one');
SELECT is(pg_temp.count('acho_link_definer', 'cl 2', '192.0.2.99'), 'link.expired', 'another, from a neighbour');
SELECT is(pg_temp.count('acho_login_definer', 'cl 3', '192.0.2.1'), 'link.throttled 3600', 'a third is one too many');
SELECT is(pg_temp.count('acho_login_definer', 'cl 3', '198.51.100.1'), 'link.expired', 'though not from elsewhere');
SELECT is(pg_temp.count('acho_login_definer', 'cl 3', '192.0.2.1', NULL), 'link.expired', 'nor without a limit');

-- Whatever follows links counts them together, and lets a good one through when the tally is full.
CREATE FUNCTION pg_temp.follow(_function text, _token text) RETURNS text LANGUAGE sql
AS $$ SELECT tap.call(_function, VARIADIC ARRAY[tap.h(_token)::text, tap.slug('cl-a')] || CASE _function WHEN 'login.email_undo' THEN ARRAY['phc'] ELSE '{}' END
             || CASE WHEN _function ~ 'look' THEN ARRAY['192.0.2.1'] ELSE ARRAY['192.0.2.1', 'request-1'] END || ARRAY['2']) ->> 'problem' $$;
SELECT results_eq($$SELECT f || ' ' || pg_temp.follow(f, 'cl any') FROM unnest(ARRAY['login.verify', 'login.reset_look', 'login.join_look', 'login.link_look', 'login.email_undo', 'link.release', 'link.release_look']) AS f$$,
  $$SELECT f || ' link.throttled' FROM unnest(ARRAY['login.verify', 'login.reset_look', 'login.join_look', 'login.link_look', 'login.email_undo', 'link.release', 'link.release_look']) AS f$$, 'one tally for all of them');
INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
SELECT tap.h('cl ' || p), m.account_id, p, m.member_id, now() + interval '1 day' FROM tenant.member AS m CROSS JOIN unnest(ARRAY['verify', 'reset']) AS p;
SELECT is(pg_temp.follow('login.verify', 'cl verify'), NULL, 'a good link opens');
SELECT is(pg_temp.follow('login.reset_look', 'cl reset'), NULL, 'whichever it is');
SELECT * FROM finish();
ROLLBACK;
