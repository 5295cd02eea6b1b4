BEGIN;
SELECT plan(18);
SELECT tap.account('clset-a');
SELECT tap.oa('clset-a', 'clset key');
SELECT tap.call('link.login_channel_put', tap.h('clset-a')::text, tap.slug('clset-a'), 'channel', 'kid', '10');

CREATE FUNCTION pg_temp.claim() RETURNS text LANGUAGE plpgsql
AS $$ BEGIN
  UPDATE tenant.proof SET due_at = now() WHERE account_id = tap.account_id('clset-a') AND state = 'pending';
  RETURN tap.call('courier.proof_claim', '1', '60') ->> 'lease';
END $$;
CREATE FUNCTION pg_temp.settle(_lease text, _code text, _key text DEFAULT NULL) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('courier.login_channel_settle', _lease, _code, tap.id(_key)::text, '@found', 'Found', '400', 'request-1') $$;
CREATE FUNCTION pg_temp.wait() RETURNS double precision LANGUAGE sql
AS $$ SELECT extract(epoch FROM due_at - now()) FROM tenant.proof WHERE account_id = tap.account_id('clset-a') $$;
CREATE FUNCTION pg_temp.mails() RETURNS text[] LANGUAGE sql
AS $$ SELECT array_agg(kind || ' to ' || recipient ORDER BY kind) FROM tenant.outbox
       WHERE account_id = tap.account_id('clset-a') AND kind <> 'welcome' $$;

SELECT is(pg_temp.settle(tap.id('no lease')::text, NULL, 'clset key'), 'false', 'an unknown lease is not held');

-- 10, 20, 40 ... 300 s, each shortened by up to a fifth.
SELECT is(pg_temp.settle(pg_temp.claim(), 'line.pending'), 'true', 'LINE is still silent');
SELECT ok(pg_temp.wait() BETWEEN 8 AND 10, 'the second try comes about 10 s later');
SELECT is(pg_temp.settle(pg_temp.claim(), 'line.pending'), 'true', 'and again');
SELECT ok(pg_temp.wait() BETWEEN 16 AND 20, 'about 20 s later');
UPDATE tenant.proof SET tries = 1000 WHERE account_id = tap.account_id('clset-a');
SELECT is(pg_temp.settle(pg_temp.claim(), 'line.pending'), 'true', 'and so on');
SELECT ok(pg_temp.wait() BETWEEN 240 AND 300, 'never later than 5 minutes');
SELECT is(pg_temp.mails(), NULL, 'nobody is told that nothing happened');

SELECT is(pg_temp.settle(pg_temp.claim(), 'line.kid_unknown'), 'true', 'LINE says no');
SELECT results_eq(
  $$SELECT state, code, kid, found_name FROM tenant.proof WHERE account_id = tap.account_id('clset-a')$$,
  $$VALUES ('refuted', 'line.kid_unknown', NULL, 'Found')$$, 'the diagnosis is kept, the value is not');
SELECT is(pg_temp.mails(), ARRAY['login_channel_refuted to clset-a@example.com'], 'the owner is told');

-- Proved with a key that is no more.
SELECT tap.call('link.login_channel_put', tap.h('clset-a')::text, tap.slug('clset-a'), 'channel', 'kid', '10');
SELECT is(pg_temp.settle(pg_temp.claim(), NULL, 'a key of before'), 'true', 'proved with a key that has been replaced');
SELECT results_eq(
  $$SELECT state, channel_id, code FROM tenant.proof WHERE account_id = tap.account_id('clset-a')$$,
  $$VALUES ('pending', 'channel', 'line.pending')$$, 'is worth nothing: LINE will be asked with the keys of today');

SELECT is(pg_temp.settle(pg_temp.claim(), NULL, 'clset key'), 'true', 'LINE says yes');
SELECT is((SELECT channel_id || ' ' || kid FROM tenant.login_channel WHERE account_id = tap.account_id('clset-a')), 'channel kid', 'the values hold');
SELECT is(pg_temp.mails(), ARRAY['login_channel_proved to clset-a@example.com', 'login_channel_refuted to clset-a@example.com'], 'the owner is told');

-- LINE was silent for many, and answers one of them.
SELECT tap.account('clset-b'), tap.oa('clset-b', 'clset key b');
SELECT tap.call('link.login_channel_put', tap.h(n)::text, tap.slug(n), 'c', 'k', '10') FROM unnest(ARRAY['clset-a', 'clset-b']) AS n;
UPDATE tenant.proof SET code = 'line.pending', due_at = now() + interval '5 min' WHERE account_id = tap.account_id('clset-b');
SELECT pg_temp.settle(pg_temp.claim(), NULL, 'clset key');
SELECT is((SELECT due_at FROM tenant.proof WHERE account_id = tap.account_id('clset-b')), now() + interval '5 min',
          'an answer at the first try says nothing about the others');
SELECT tap.call('link.login_channel_put', tap.h('clset-a')::text, tap.slug('clset-a'), 'c', 'k', '10');
SELECT pg_temp.settle(pg_temp.claim(), 'line.pending'), pg_temp.settle(pg_temp.claim(), NULL, 'clset key');
SELECT is((SELECT due_at FROM tenant.proof WHERE account_id = tap.account_id('clset-b')), now(),
          'an answer after silence makes all that wait due');
SELECT * FROM finish();
ROLLBACK;
