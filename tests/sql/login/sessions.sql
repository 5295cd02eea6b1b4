BEGIN;
SELECT plan(8);
SELECT tap.account('list-a'), tap.account('list-b');
SELECT tap.login('list-a', c) FROM unnest(ARRAY['list phone', 'list laptop']) AS c;
CREATE FUNCTION pg_temp.listed(_cookie text, _name text DEFAULT 'list-a') RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT tap.rows_as('acho_login', format('SELECT * FROM login.sessions(%L, %L)', tap.h(_cookie), tap.slug(_name))) $$;
-- Which cookies' sessions are listed, in that order; the present one in brackets.
CREATE FUNCTION pg_temp.names(_cookie text) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(CASE WHEN (l.r -> 'is_current')::boolean THEN '[' || c || ']' ELSE c END, ' ' ORDER BY n)
        FROM pg_temp.listed(_cookie) WITH ORDINALITY AS l (r, n)
        JOIN directory.session AS s ON s.session_id = (l.r ->> 'session_id')::uuid
        JOIN unnest(ARRAY['list-a', 'list phone', 'list laptop']) AS c ON s.session_hash = tap.h(c) $$;
UPDATE tenant.session AS t SET created_at = now() - o.ago, ip = nullif(o.ip, 'none')
  FROM (VALUES ('list-a', interval '2 h', ''), ('list phone', '1 h', 'none'), ('list laptop', '3 h', '192.0.2.7')) AS o (c, ago, ip)
  JOIN directory.session AS s ON s.session_hash = tap.h(o.c)
 WHERE t.session_id = s.session_id;

SELECT is(pg_temp.names('list-a'), 'list phone [list-a] list laptop', 'newest first');
SELECT results_eq($$SELECT r - ARRAY['session_id', 'created_at'] FROM pg_temp.listed('list phone') AS r$$,
  $$SELECT jsonb_build_object('problem', NULL, 'is_current', i, 'ip', p, 'user_agent', 'Browser', 'seen_at', now())
      FROM (VALUES (1, true, NULL), (2, false, NULL), (3, false, '192.0.2.7')) AS v (n, i, p) ORDER BY n$$, 'with what is known of each');
SELECT is((SELECT count(*) FROM pg_temp.listed('list-b', 'list-b')), 1::bigint, 'another account has its own');
SELECT results_eq(format('SELECT r ->> ''problem'' FROM pg_temp.listed(%L, %L) AS r', cookie, name), ARRAY['session.required'], what)
  FROM (VALUES ('unknown cookie', 'nobody', 'list-a'), ('cookie of another account', 'list-b', 'list-a'),
               ('cookie to another account', 'list-a', 'list-b')) AS v (what, cookie, name);

UPDATE directory.session SET seen_at = now() - interval '14 days' WHERE session_hash = tap.h('list phone');
UPDATE directory.session SET expires_at = now() WHERE session_hash = tap.h('list laptop');
SELECT is(pg_temp.names('list-a'), '[list-a]', 'idle and ended ones are not shown');

SELECT tap.login('list-a', 'list ' || n) FROM generate_series(1, 70) AS n;
UPDATE directory.session SET seen_at = now() - interval '1 day' WHERE session_hash = tap.h('list-a');
SELECT is((SELECT (count(*), bool_or((r -> 'is_current')::boolean))::text FROM pg_temp.listed('list-a') AS r), '(64,t)',
  'at most 64, the one that asks among them');
SELECT * FROM finish();
ROLLBACK;
