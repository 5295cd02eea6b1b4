BEGIN;
SELECT plan(20);
SELECT tap.account('tset-a'), tap.account('tset-b');
SELECT tap.oa('tset-a', 'tset key a'), tap.oa('tset-b', 'tset key b');

CREATE FUNCTION pg_temp.put(_name text DEFAULT 'tset-a') RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('link.token_put', tap.h(_name)::text, tap.slug(_name), tap.id('token')::text, '\x0a', 'false', '10') ->> 'attempt' $$;
CREATE FUNCTION pg_temp.settle(_attempt text, _code text, _bot text DEFAULT NULL, _name text DEFAULT 'tset-a', _cookie text DEFAULT NULL)
  RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.token_settle', tap.h(coalesce(_cookie, _name))::text, tap.slug(_name), _attempt, _code, _bot, '@bot', '@premium',
                      'Bot', 'https://example.com/p', '2000000000', '2026-12-31 00:00Z', '200', 'request-1') $$;
CREATE FUNCTION pg_temp.bots(_name text) RETURNS text[] LANGUAGE sql
AS $$ SELECT array_agg(encode(bot_hash, 'hex')) FROM directory.bot WHERE account_id = tap.account_id(_name) $$;
CREATE FUNCTION pg_temp.hex(_bot text) RETURNS text[] LANGUAGE sql AS $$ SELECT ARRAY[encode(tap.h(_bot), 'hex')] $$;

SELECT is(pg_temp.settle('1', NULL, 'Utset-1') ->> 'problem', 'line.superseded', 'nothing was pasted yet');
SELECT is(pg_temp.put(), '1', 'a paste');
SELECT is(pg_temp.settle('1', NULL, 'Utset-1', 'tset-a', 'tset-b') ->> 'problem', 'session.required', 'it takes a session of this account');
SELECT is(pg_temp.settle('1', 'line.pending'), '{"problem": null, "state": "pending"}', 'LINE is silent');
SELECT is(pg_temp.settle('1', NULL, 'Utset-1'), '{"problem": null, "state": "proved"}', 'then it says yes');
SELECT results_eq(
  $$SELECT m.token_id, m.sealed, m.bot_user_id, m.basic_id, m.premium_id, m.display_name, m.picture_url, m.channel_id, m.expires_at,
           p.state, p.proved_at, p.sealed
      FROM tenant.messaging_token AS m JOIN tenant.proof AS p USING (account_id) WHERE m.account_id = tap.account_id('tset-a')$$,
  $$VALUES (tap.id('token'), '\x0a'::bytea, 'Utset-1', '@bot', '@premium', 'Bot', 'https://example.com/p', '2000000000',
            '2026-12-31 00:00Z'::timestamptz, 'settled', now(), NULL::bytea)$$, 'the token holds, and only once');
SELECT is(pg_temp.bots('tset-a'), pg_temp.hex('Utset-1'), 'the Official Account is this account''s');
SELECT is(pg_temp.settle('1', NULL, 'Utset-1') ->> 'problem', 'line.superseded', 'an answer is good once');

-- Another account has it.
SELECT is(pg_temp.settle(pg_temp.put('tset-b'), NULL, 'Utset-1', 'tset-b'), '{"problem": "line.bot_taken", "state": null}',
          'another account cannot link it too');
SELECT results_eq(
  $$SELECT state, code, sealed, proved_at FROM tenant.proof WHERE account_id = tap.account_id('tset-b')$$,
  $$VALUES ('refuted', 'line.bot_taken', NULL::bytea, NULL::timestamptz)$$, 'its paste is refuted as line.bot_taken');
SELECT ok(NOT EXISTS (SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('tset-b')), 'it has no token');
SELECT is(pg_temp.bots('tset-b'), NULL, 'and no Official Account');

-- Replacing.
SELECT is(pg_temp.settle(pg_temp.put(), 'line.token_invalid') ->> 'state', 'refuted', 'a replacement is refuted');
SELECT is((SELECT bot_user_id FROM tenant.messaging_token WHERE account_id = tap.account_id('tset-a')), 'Utset-1', 'the proved one stays');
SELECT is(pg_temp.settle(pg_temp.put(), NULL, 'Utset-2') ->> 'state', 'proved', 'a replacement is proved, of another Official Account');
SELECT is(pg_temp.bots('tset-a'), pg_temp.hex('Utset-2'), 'that one is held now, the other is free');
SELECT is(pg_temp.settle(pg_temp.put('tset-b'), NULL, 'Utset-1', 'tset-b') ->> 'state', 'proved', 'for whoever comes');

-- Superseded.
CREATE TEMP TABLE older AS SELECT pg_temp.put() AS attempt;
SELECT pg_temp.put();
SELECT is(pg_temp.settle((SELECT attempt FROM older), NULL, 'Utset-3') ->> 'problem', 'line.superseded',
          'an answer to an older paste changes nothing');
SELECT is(pg_temp.bots('tset-a'), pg_temp.hex('Utset-2'), 'not even the Official Account');
SELECT throws_ok($$SELECT pg_temp.settle((SELECT attempt::text FROM tenant.proof WHERE account_id = tap.account_id('tset-a')), NULL, NULL)$$,
                 '23502', NULL, 'a proof says whose token it is');

SELECT * FROM finish();
ROLLBACK;
