BEGIN;
SELECT plan(13);
SELECT tap.account('wclaim-a'), tap.account('wclaim-b');
SELECT tap.oa('wclaim-a', 'wclaim key a'), tap.oa('wclaim-b', 'wclaim key b');
SELECT tap.login_channel('wclaim-a', 'wclaim key a'), tap.token('wclaim-b', 'wclaim bot');
UPDATE tenant.messaging_token SET basic_id = '@from-line' WHERE account_id = tap.account_id('wclaim-b');
CREATE FUNCTION pg_temp.claim(_batch text) RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT q FROM tap.rows_as('acho_courier', format('SELECT * FROM courier.watch_claim(%s, 60)', _batch)) AS q $$;
CREATE FUNCTION pg_temp.due(_name text, _for interval DEFAULT '1 s') RETURNS void LANGUAGE sql
AS $$ UPDATE tenant.watch SET due_at = now() - _for WHERE account_id = tap.account_id(_name) $$;

SELECT ok(bool_and(due_at BETWEEN now() + interval '12 h' AND now() + interval '1 day'), 'what is proved is watched from half a day on')
  FROM tenant.watch;
SELECT is_empty($$SELECT pg_temp.claim('10')$$, 'not before');
SELECT pg_temp.due('wclaim-a'), pg_temp.due('wclaim-b', '2 s');
CREATE TEMP TABLE claimed AS SELECT c, c ->> 'step' AS step FROM pg_temp.claim('1') AS c;
SELECT is((SELECT jsonb_strip_nulls(c) - 'lease' FROM claimed),
          jsonb_build_object('step', 'messaging_token', 'slug', tap.slug('wclaim-b'), 'token_id', tap.id('wclaim-b token'),
                             'token_sealed', convert_to('token of wclaim-b', 'UTF8')::text, 'accept_expiry', true,
                             'basic_id', '@from-line', 'tries', 1), 'longest due first: a token, with LINE''s own Basic ID');
INSERT INTO claimed SELECT c, c ->> 'step' FROM pg_temp.claim('10') AS c;
SELECT is((SELECT jsonb_strip_nulls(c) - 'lease' FROM claimed WHERE step = 'login_channel'),
          jsonb_build_object('step', 'login_channel', 'slug', tap.slug('wclaim-a'), 'channel_id', '1234567890', 'kid', 'kid',
                             'key1_id', tap.id('wclaim key a'), 'key1_sealed', convert_to('sealed wclaim key a', 'UTF8')::text,
                             'basic_id', '@wclaim-a', 'tries', 1), 'what is leased is not given twice: then the Login channel');
SELECT is_empty($$SELECT pg_temp.claim('10')$$, 'then none is left');
SELECT results_eq($$SELECT DISTINCT due_at FROM tenant.watch$$, $$VALUES (now() + interval '60 s')$$, 'for 60 s');

-- A successor that is not proved yet is none of its business.
SELECT tap.pool_key('wclaim successor'), tap.call('link.key_new', tap.h('wclaim-a')::text, tap.slug('wclaim-a'));
SELECT tap.call('link.key_store', tap.h('wclaim-a')::text, tap.slug('wclaim-a'), tap.id('wclaim successor')::text, '\x02');
SELECT pg_temp.due('wclaim-a');
CREATE TEMP TABLE again AS SELECT c FROM pg_temp.claim('10') AS c;
SELECT is((SELECT c ->> 'key1_id' FROM again), tap.id('wclaim key a')::text, 'the key it was proved with, not a successor');
SELECT is((SELECT c ->> 'tries' FROM again), '2', 'a lapsed lease is counted');
SELECT isnt((SELECT c ->> 'lease' FROM again), (SELECT c ->> 'lease' FROM claimed WHERE step = 'login_channel'), 'and is another');
SELECT tap.login_channel('wclaim-b', 'wclaim key b'), pg_temp.due('wclaim-b');
SELECT is((SELECT c ->> 'channel_id' FROM pg_temp.claim('10') AS c WHERE c ->> 'step' = 'messaging_token'), '1234567890',
          'beside a token comes the proved Login channel');

-- Another value is proved while LINE is asked about the old one.
SELECT tap.login_channel('wclaim-a', 'wclaim successor');
SELECT is((SELECT tap.call('courier.watch_settle', c ->> 'lease', 'line.kid_unknown', '404', 'r', 'TOKEN', '86400', '3600') FROM again), 'null',
          'the answer about the old one is not wanted');
SELECT results_eq($$SELECT tries, refused_at FROM tenant.watch WHERE account_id = tap.account_id('wclaim-a')$$, $$VALUES (0, NULL::timestamptz)$$,
                  'the new one starts anew');
SELECT pg_temp.due('wclaim-a');
SELECT is((SELECT c ->> 'key1_id' FROM pg_temp.claim('10') AS c), tap.id('wclaim successor')::text, 'and is asked about in its turn');
SELECT * FROM finish();
ROLLBACK;
