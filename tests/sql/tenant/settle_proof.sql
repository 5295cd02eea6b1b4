-- What follows for the values is in settle_login_channel.sql and settle_token.sql.
BEGIN;
SELECT plan(29);
SELECT tap.account('settle-a'), tap.oa('settle-a', 'settle key');
SELECT tap.call('link.token_put', tap.h('settle-a')::text, tap.slug('settle-a'), tap.id('t')::text, '\x01', 'false', '0');
CREATE FUNCTION pg_temp.settle(_code text, _retry_after integer DEFAULT NULL) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE said text; BEGIN
  PERFORM set_config('acho.account', tap.account_id('settle-a')::text, true);
  SET LOCAL ROLE acho_courier_definer;
  said := tenant.settle_proof('messaging_token', _code, '@f', 'F', 429, 'r', 'VERIFY', _retry_after);
  RESET ROLE;
  RETURN said;
END $$;

-- The events so far, oldest first, and what they say of LINE.
CREATE FUNCTION pg_temp.events() RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(kind || ' ' || coalesce(code, '-'), ', ' ORDER BY kind) FROM tenant.event WHERE kind ~ '^line' $$;

SELECT is(pg_temp.settle('line.pending'), 'pending', 'no answer');
SELECT results_eq($$SELECT account_id, kind, step COLLATE "default", code, line_call, line_status, line_request_id FROM tenant.event WHERE kind ~ '^line'$$,
  $$VALUES (tap.account_id('settle-a'), 'line.pending', 'messaging_token', 'line.pending', 'VERIFY', 429, 'r')$$, 'is an event');
-- tries, and how long the next one has to wait at least and at most: 5 s doubling to 300, less up to a fifth.
CREATE TEMP TABLE waits (tries integer, low integer, high integer);
INSERT INTO waits VALUES (0, 4, 5), (1, 8, 10), (2, 16, 20), (5, 128, 160), (6, 240, 300), (99, 240, 300);
CREATE FUNCTION pg_temp.wait(_tries integer, _retry_after integer DEFAULT NULL) RETURNS numeric LANGUAGE plpgsql
AS $$ BEGIN
  UPDATE tenant.proof SET tries = _tries;
  PERFORM pg_temp.settle('line.pending', _retry_after);
  RETURN (SELECT extract(epoch FROM due_at - now()) FROM tenant.proof);
END $$;
SELECT ok((SELECT bool_and(pg_temp.wait(tries + 0 * i) BETWEEN low AND high) FROM generate_series(1, 20) AS i),
          format('after %s tries it waits %s to %s s', tries, low, high)) FROM waits;
SELECT cmp_ok((SELECT count(DISTINCT pg_temp.wait(6 + 0 * i)) FROM generate_series(1, 5) AS i), '>', 1::bigint, 'not always the same');

SELECT ok(pg_temp.wait(0, 60) BETWEEN 60 AND 66, 'LINE wants more: it gets it');
SELECT ok(pg_temp.wait(6, 60) BETWEEN 240 AND 300, 'LINE wants less: our own pause holds');
SELECT ok(pg_temp.wait(0, 2000000000) BETWEEN 3600 AND 3960, 'but an hour, more or less, at most');
SELECT ok(pg_temp.wait(0, -5) BETWEEN 4 AND 5, 'and never the past');

SELECT is(pg_temp.events(), 'line.pending line.pending', 'that LINE goes on being silent is none');
SELECT is(pg_temp.settle('line.token_invalid'), 'refuted', 'no');
SELECT is_empty($$SELECT FROM tenant.watch$$, 'what is refuted is not watched');
SELECT results_eq($$SELECT state, code, sealed, token_id, due_at, found_name, line_status, proved_at FROM tenant.proof$$,
  $$VALUES ('refuted', 'line.token_invalid', NULL::bytea, NULL::uuid, NULL::timestamptz, 'F', 429, NULL::timestamptz)$$, 'keeps the diagnosis alone');
SELECT is(pg_temp.settle(NULL), 'proved', 'yes');
SELECT results_eq($$SELECT state, code, found_name, line_request_id, proved_at, checked_at FROM tenant.proof$$,
  $$VALUES ('settled', NULL, NULL, 'r', now(), now())$$, 'leaves no diagnosis');
SELECT is(pg_temp.events(), 'line.pending line.pending, line.proved -, line.refuted line.token_invalid', 'an event each');
SELECT ok(due_at BETWEEN now() + interval '12 h' AND now() + interval '1 day', 'what is proved is watched') FROM tenant.watch;
UPDATE tenant.watch SET refused_at = now(), refuted_at = now(), code = 'x', lease = tap.id('l'), tries = 3, checked_at = now();
SELECT pg_temp.settle(NULL);
SELECT results_eq($$SELECT refused_at, refuted_at, code, lease, tries, checked_at FROM tenant.watch$$,
  $$VALUES (NULL::timestamptz, NULL::timestamptz, NULL, NULL::uuid, 0, NULL::timestamptz)$$, 'anew when another is proved');
SELECT is(pg_temp.events(), 'line.pending line.pending, line.proved -, line.proved -, line.refuted line.token_invalid', 'which is an event every time');

-- What is kept of it does not open, so LINE was not asked.
SELECT tap.call('link.token_put', tap.h('settle-a')::text, tap.slug('settle-a'), tap.id('u')::text, '\x01', 'false', '0');
DELETE FROM tenant.event;
SELECT is(pg_temp.settle('vault.locked') || pg_temp.settle('vault.locked'), 'pendingpending', 'locked: it waits');
SELECT results_eq($$SELECT state, code, sealed FROM tenant.proof$$, $$VALUES ('pending', 'vault.locked', '\x01'::bytea)$$, 'and is kept');
SELECT ok(due_at BETWEEN now() + interval '4 s' AND now() + interval '5 s', 'as long as for LINE') FROM tenant.proof;
SELECT is(pg_temp.settle('vault.unreadable'), 'refuted', 'damaged: no');
SELECT results_eq($$SELECT state, code, sealed, due_at FROM tenant.proof$$, $$VALUES ('refuted', 'vault.unreadable', NULL::bytea, NULL::timestamptz)$$, 'and not again');
SELECT is((SELECT string_agg(kind || ' ' || code, ', ' ORDER BY code) FROM tenant.event), 'vault.unreadable vault.locked, vault.unreadable vault.unreadable', 'an event each, of its own kind');
SELECT * FROM finish();
ROLLBACK;
