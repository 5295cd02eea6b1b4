BEGIN;
SELECT plan(17);
SELECT tap.account('pclaim-a'), tap.account('pclaim-b');
SELECT tap.oa('pclaim-a', 'pclaim key a'), tap.oa('pclaim-b', 'pclaim key b');
SELECT tap.call('link.login_channel_put', tap.h('pclaim-a')::text, tap.slug('pclaim-a'), 'channel', 'kid', '10');
SELECT tap.call('link.token_put', tap.h('pclaim-b')::text, tap.slug('pclaim-b'), tap.id('token')::text, '\x0a', 'true', '10');
CREATE FUNCTION pg_temp.claim(_batch text) RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT q FROM tap.rows_as('acho_courier', format('SELECT * FROM courier.proof_claim(%s, 60)', _batch)) AS q $$;
CREATE FUNCTION pg_temp.due(_name text) RETURNS void LANGUAGE sql
AS $$ UPDATE tenant.proof SET due_at = now() - interval '1 s' WHERE account_id = tap.account_id(_name) AND state = 'pending' $$;

SELECT is_empty($$SELECT pg_temp.claim('10')$$, 'the worker of the request has them for 10 s');
SELECT pg_temp.due('pclaim-a'), pg_temp.due('pclaim-b');
UPDATE tenant.proof SET due_at = now() - interval '2 s' WHERE account_id = tap.account_id('pclaim-b');
CREATE TEMP TABLE claimed AS SELECT c, c ->> 'step' AS step FROM pg_temp.claim('1') AS c;
SELECT is((SELECT jsonb_strip_nulls(c) - 'lease' FROM claimed),
          jsonb_build_object('step', 'messaging_token', 'slug', tap.slug('pclaim-b'), 'token_id', tap.id('token'), 'token_sealed', '\x0a',
                             'accept_expiry', true, 'basic_id', '@pclaim-b', 'tries', 1), 'then the courier, longest due first');
INSERT INTO claimed SELECT c, c ->> 'step' FROM pg_temp.claim('10') AS c;
SELECT is((SELECT jsonb_strip_nulls(c) - 'lease' FROM claimed WHERE step = 'login_channel'),
          jsonb_build_object('step', 'login_channel', 'slug', tap.slug('pclaim-a'), 'channel_id', 'channel', 'kid', 'kid',
                             'key1_id', tap.id('pclaim key a'), 'key1_sealed', convert_to('sealed pclaim key a', 'UTF8')::text,
                             'basic_id', '@pclaim-a', 'tries', 1), 'what is leased is not given twice');
SELECT is_empty($$SELECT pg_temp.claim('10')$$, 'then none is left');

-- The keys of today.
SELECT tap.pool_key('pclaim successor'), tap.call('link.key_new', tap.h('pclaim-a')::text, tap.slug('pclaim-a'));
SELECT tap.call('link.key_store', tap.h('pclaim-a')::text, tap.slug('pclaim-a'), tap.id('pclaim successor')::text, '\x02');
SELECT pg_temp.due('pclaim-a');
CREATE TEMP TABLE again AS SELECT c FROM pg_temp.claim('10') AS c;
SELECT is((SELECT c ->> 'key1_id' FROM again), tap.id('pclaim successor')::text, 'a successor made since then is tried first');
SELECT is((SELECT c ->> 'key2_id' FROM again), tap.id('pclaim key a')::text, 'then the key in use');
SELECT is((SELECT c ->> 'tries' FROM again), '2', 'a lapsed lease is counted');
SELECT isnt((SELECT c ->> 'lease' FROM again), (SELECT c ->> 'lease' FROM claimed WHERE step = 'login_channel'), 'and is another');

-- A token is told from one of the merchant's own Login channel.
SELECT tap.login_channel('pclaim-b', 'pclaim key b');
SELECT pg_temp.due('pclaim-b');
SELECT is((SELECT c ->> 'channel_id' FROM pg_temp.claim('10') AS c), '1234567890', 'beside a token comes the proved Login channel');

-- A newer paste takes the courier's lease away.
SELECT tap.call('link.login_channel_put', tap.h('pclaim-a')::text, tap.slug('pclaim-a'), 'channel 2', 'kid 2', '10');
SELECT is(tap.call('courier.login_channel_settle', (SELECT c ->> 'lease' FROM again), NULL, tap.id('pclaim key a')::text, NULL, NULL, '200', 'r'),
          'false', 'the courier''s answer to the older one is not wanted');
SELECT is((SELECT tries FROM tenant.proof WHERE account_id = tap.account_id('pclaim-a')), 0, 'its tries are its own');
SELECT is_empty($$SELECT pg_temp.claim('10')$$, 'and the worker of the request has it for 10 s');

-- LINE is silent, and one paste is to learn whether it speaks again.
CREATE FUNCTION pg_temp.probe() RETURNS text LANGUAGE sql
AS $$ SELECT q ->> 'slug' FROM tap.rows_as('acho_courier', 'SELECT * FROM courier.proof_claim(1, 60, true)') AS q $$;
SELECT is(pg_temp.probe(), NULL, 'not one that somebody is asking about');
UPDATE tenant.proof SET lease = NULL, code = 'line.pending', due_at = now() + CASE WHEN account_id = tap.account_id('pclaim-a') THEN interval '4 min' ELSE interval '3 min' END
 WHERE state = 'pending';
SELECT is_empty($$SELECT pg_temp.claim('10')$$, 'two wait for LINE, for minutes yet');
SELECT is(pg_temp.probe(), tap.slug('pclaim-b'), 'the one that is due first');
SELECT is(pg_temp.probe(), tap.slug('pclaim-a'), 'then the other');
SELECT is(pg_temp.probe(), NULL, 'and none twice');
SELECT * FROM finish();
ROLLBACK;
