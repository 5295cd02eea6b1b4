BEGIN;
SELECT plan(11);
SELECT tap.account('live-a'), tap.account('live-b');
CREATE FUNCTION pg_temp.live(_cookie text, _name text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE l record; BEGIN
  SET LOCAL ROLE acho_link_definer;
  SELECT * INTO l FROM directory.live_session(sha256(_cookie::bytea), (SELECT s.slug FROM directory.session AS s WHERE s.session_hash = sha256(_name::bytea)));
  RESET ROLE;
  RETURN concat_ws(' ', l.account_id, l.young, l.stale, l.role);
END $$;
SELECT is(pg_temp.live('live-a', 'live-a'), tap.account_id('live-a') || ' t f owner', 'a session of its account, young and fresh');
SELECT is(pg_temp.live('live-a', 'live-b'), '', 'none of another account');
SELECT is(pg_temp.live('nobody', 'live-b'), '', 'none of nobody');
UPDATE directory.session SET role = 'viewer' WHERE session_hash = tap.h('live-b');
SELECT is(pg_temp.live('live-b', 'live-b'), tap.account_id('live-b') || ' t f viewer', 'with the role of this moment');
UPDATE directory.session SET setup_required = true WHERE session_hash = tap.h('live-b');
SELECT is(pg_temp.live('live-b', 'live-b'), tap.account_id('live-b') || ' t f setup', 'with none while a second factor is to be set up');
SELECT tap.confirmed('live-a', '15 min');
SELECT is(pg_temp.live('live-a', 'live-a'), tap.account_id('live-a') || ' f f owner', 'after 15 minutes it is no longer young');
UPDATE directory.session SET seen_at = now() - interval '61 s' WHERE session_hash = tap.h('live-a');
SELECT is(pg_temp.live('live-a', 'live-a'), tap.account_id('live-a') || ' f t owner', 'after a minute it is stale');
UPDATE directory.session SET seen_at = now() - idle_for WHERE session_hash = tap.h('live-a');
SELECT is(pg_temp.live('live-a', 'live-a'), '', 'idle for too long it has ended');
UPDATE directory.session SET seen_at = now(), expires_at = now() WHERE session_hash = tap.h('live-a');
SELECT is(pg_temp.live('live-a', 'live-a'), '', 'and at its end too');

-- Every request asks: by its key, within the caller's plan.
CREATE FUNCTION pg_temp.plan() RETURNS SETOF text LANGUAGE plpgsql
AS $$ BEGIN
  SET LOCAL enable_seqscan = off;
  RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) SELECT * FROM directory.live_session(''\x01'', ''x'')';
END $$;
SELECT matches((SELECT string_agg(p, E'\n') FROM pg_temp.plan() AS p), 'Index Scan using session_pkey', 'the planner looks into it');
SELECT doesnt_match((SELECT string_agg(p, E'\n') FROM pg_temp.plan() AS p), 'Function Scan', 'and calls no function');
SELECT * FROM finish();
ROLLBACK;
