BEGIN;
SELECT plan(9);
SELECT tap.account('end-a'), tap.account('end-b');
SELECT tap.login('end-a', c) FROM unnest(ARRAY['end phone', 'end laptop']) AS c;
SELECT tap.call('login.confirm_attempt', tap.h(c)::text, tap.slug('end-a'), tap.h('try ' || c)::text, '30')
  FROM unnest(ARRAY['end-a', 'end phone']) AS c;

CREATE FUNCTION pg_temp.session_id(_cookie text) RETURNS uuid LANGUAGE sql
AS $$ SELECT session_id FROM directory.session WHERE session_hash = tap.h(_cookie) $$;
CREATE FUNCTION pg_temp.member() RETURNS uuid LANGUAGE sql
AS $$ SELECT member_id FROM tenant.member WHERE account_id = tap.account_id('end-a') $$;
CREATE FUNCTION pg_temp.ends(_member uuid, _only uuid, _but uuid) RETURNS integer LANGUAGE plpgsql
AS $$ DECLARE n integer; BEGIN
  PERFORM set_config('acho.account', tap.account_id('end-a')::text, true);
  SET LOCAL ROLE acho_login_definer;
  n := tenant.end_sessions(_member, _only, _but);
  RESET ROLE;
  RETURN n;
END $$;
CREATE FUNCTION pg_temp.left_over() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT c FROM unnest(ARRAY['end laptop', 'end phone', 'end-a', 'end-b']) AS c JOIN directory.session ON session_hash = tap.h(c) ORDER BY 1 $$;

SELECT is(pg_temp.ends(pg_temp.member(), pg_temp.session_id('end-b'), NULL), 0, 'another account''s session is out of reach');
SELECT is(pg_temp.ends(tap.id('nobody'), NULL, NULL), 0, 'and so is another member''s');
SELECT is(pg_temp.ends(pg_temp.member(), pg_temp.session_id('end phone'), NULL), 1, 'one');
SELECT results_eq('SELECT pg_temp.left_over()', ARRAY['end laptop', 'end-a', 'end-b'], 'and no other');
SELECT results_eq($$SELECT attempt_hash FROM directory.login_attempt WHERE account_id = tap.account_id('end-a')$$, ARRAY[tap.h('try end-a')],
  'what was being confirmed in it ended too');
SELECT is(pg_temp.ends(pg_temp.member(), NULL, pg_temp.session_id('end laptop')), 1, 'all but one');
SELECT results_eq('SELECT pg_temp.left_over()', ARRAY['end laptop', 'end-b'], 'which stays');
SELECT is(pg_temp.ends(pg_temp.member(), NULL, NULL), 1, 'all');
SELECT is((SELECT count(*) FROM tenant.session WHERE account_id = tap.account_id('end-a')), 0::bigint, 'with their other halves');
SELECT * FROM finish();
ROLLBACK;
