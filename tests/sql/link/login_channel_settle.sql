BEGIN;
SELECT plan(23);
SELECT tap.account('lset-a'), tap.account('lset-b');
SELECT tap.oa('lset-a', 'lset 1');

CREATE FUNCTION pg_temp.put() RETURNS text LANGUAGE sql
AS $$ SELECT tap.call('link.login_channel_put', tap.h('lset-a')::text, tap.slug('lset-a'), 'channel', 'kid', '10') ->> 'attempt' $$;
CREATE FUNCTION pg_temp.settle(_attempt text, _code text, _key text DEFAULT NULL, _cookie text DEFAULT 'lset-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('link.login_channel_settle', tap.h(_cookie)::text, tap.slug('lset-a'), _attempt, _code, tap.id(_key)::text,
                      '@found', 'Found', '400', 'request-1') $$;
CREATE FUNCTION pg_temp.keys() RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(n || CASE WHEN successor THEN ' (successor)' ELSE '' END, ', ' ORDER BY successor)
        FROM tenant.assertion_key WHERE account_id = tap.account_id('lset-a') $$;
CREATE FUNCTION pg_temp.successor(_key text) RETURNS void LANGUAGE sql
AS $$ SELECT tap.pool_key(_key), tap.call('link.key_new', tap.h('lset-a')::text, tap.slug('lset-a')),
             tap.call('link.key_store', tap.h('lset-a')::text, tap.slug('lset-a'), tap.id(_key)::text, '\x01') $$;

SELECT is(pg_temp.settle('1', NULL, 'lset 1'), '{"problem": "line.superseded", "state": null}', 'nothing was pasted yet');
SELECT is(pg_temp.put(), '1', 'a paste');
SELECT is(pg_temp.settle('1', NULL, 'lset 1', 'lset-b') ->> 'problem', 'session.required', 'it takes a session of this account');

-- No answer yet.
SELECT is(pg_temp.settle('1', 'line.pending'), '{"problem": null, "state": "pending"}', 'LINE is silent');
SELECT ok((SELECT due_at BETWEEN now() + interval '4 s' AND now() + interval '5 s' FROM tenant.proof
            WHERE account_id = tap.account_id('lset-a')), 'the courier asks again in about 5 s');
SELECT results_eq(
  $$SELECT state, channel_id, code, checked_at, line_request_id FROM tenant.proof WHERE account_id = tap.account_id('lset-a')$$,
  $$VALUES ('pending', 'channel', 'line.pending', now(), 'request-1')$$, 'the values are kept');

-- Refuted.
SELECT is(pg_temp.settle('1', 'line.not_login_channel'), '{"problem": null, "state": "refuted"}', 'a late answer to the same paste counts');
SELECT results_eq(
  $$SELECT state, channel_id, kid, code, found_basic_id, found_name, line_status, line_request_id, proved_at
      FROM tenant.proof WHERE account_id = tap.account_id('lset-a')$$,
  $$VALUES ('refuted', NULL, NULL, 'line.not_login_channel', '@found', 'Found', 400, 'request-1', NULL::timestamptz)$$,
  'the values are dropped, the diagnosis is kept');
SELECT is(pg_temp.settle('1', NULL, 'lset 1') ->> 'problem', 'line.superseded', 'an answer is good once');

-- Superseded.
SELECT is(pg_temp.put(), '2', 'another paste');
SELECT is(pg_temp.put(), '3', 'and another');
SELECT is(pg_temp.settle('2', NULL, 'lset 1'), '{"problem": "line.superseded", "state": null}', 'an answer to the older one');
SELECT is((SELECT state || ' ' || attempt FROM tenant.proof WHERE account_id = tap.account_id('lset-a')), 'pending 3', 'changes nothing');

-- Proved.
SELECT is(pg_temp.settle('3', NULL, 'lset 1'), '{"problem": null, "state": "proved"}', 'an answer to the newest proves');
SELECT results_eq(
  $$SELECT c.channel_id, c.kid, c.key_id, p.state, p.proved_at, p.code, p.found_name
      FROM tenant.login_channel AS c JOIN tenant.proof AS p USING (account_id) WHERE account_id = tap.account_id('lset-a')$$,
  $$VALUES ('channel', 'kid', tap.id('lset 1'), 'settled', now(), NULL, NULL)$$, 'the values hold, with the key that proved them');

-- With a successor about.
SELECT pg_temp.successor('lset 2');
SELECT is(pg_temp.settle(pg_temp.put(), NULL, 'lset 1') ->> 'state', 'proved', 'proved with the key in use');
SELECT is(pg_temp.keys(), 'n of lset 1, n of lset 2 (successor)', 'leaves the successor waiting');
SELECT is(pg_temp.settle(pg_temp.put(), NULL, 'lset 2') ->> 'state', 'proved', 'proved with the successor');
SELECT is(pg_temp.keys(), 'n of lset 2', 'drops the older key');

-- The key was replaced while LINE was asked.
SELECT pg_temp.successor('lset 3');
SELECT is(pg_temp.put(), '6', 'a paste for the successor');
SELECT pg_temp.successor('lset 4');
SELECT is(pg_temp.settle('6', NULL, 'lset 3'), '{"problem": "line.superseded", "state": null}', 'which is no more when LINE says yes');
SELECT is((SELECT state || ' ' || attempt FROM tenant.proof WHERE account_id = tap.account_id('lset-a')), 'pending 6',
          'nothing changes: the courier will ask with the keys of today');
SELECT is((SELECT key_id FROM tenant.login_channel WHERE account_id = tap.account_id('lset-a')), tap.id('lset 2'), 'the proved one holds');

SELECT * FROM finish();
ROLLBACK;
