BEGIN;
SELECT plan(12);
SELECT tap.account('ctset-a'), tap.account('ctset-b');
SELECT tap.oa('ctset-a', 'ctset key a'), tap.oa('ctset-b', 'ctset key b');

CREATE FUNCTION pg_temp.claim(_name text) RETURNS text LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM tap.call('link.token_put', tap.h(_name)::text, tap.slug(_name), tap.id(_name)::text, '\x0a', 'false', '0');
  RETURN tap.call('courier.proof_claim', '1', '60') ->> 'lease';
END $$;
CREATE FUNCTION pg_temp.settle(_lease text, _code text, _bot text DEFAULT NULL) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('courier.token_settle', _lease, _code, _bot, '@bot', NULL, 'Bot', NULL, '2000000000', NULL, '200', 'request-1') $$;
CREATE FUNCTION pg_temp.proof(_name text) RETURNS text LANGUAGE sql
AS $$ SELECT state || coalesce(' ' || code, '') FROM tenant.proof WHERE account_id = tap.account_id(_name) $$;
CREATE FUNCTION pg_temp.mails(_name text) RETURNS text[] LANGUAGE sql
AS $$ SELECT array_agg(kind ORDER BY kind) FROM tenant.outbox WHERE account_id = tap.account_id(_name) AND kind <> 'welcome' $$;

SELECT is(pg_temp.settle(tap.id('no lease')::text, NULL, 'Uctset'), 'false', 'an unknown lease is not held');
SELECT is(pg_temp.settle(pg_temp.claim('ctset-a'), 'line.pending'), 'true', 'LINE is still silent');
SELECT is(pg_temp.proof('ctset-a'), 'pending line.pending', 'so it stays pending');
SELECT is(pg_temp.settle(pg_temp.claim('ctset-a'), NULL, 'Uctset'), 'true', 'LINE says yes');
SELECT is(pg_temp.proof('ctset-a'), 'settled', 'and it is proved');
SELECT is(pg_temp.mails('ctset-a'), ARRAY['messaging_token_proved'], 'the owner is told');
SELECT is(pg_temp.settle(pg_temp.claim('ctset-b'), NULL, 'Uctset'), 'true', 'another account''s token of the same Official Account');
SELECT is(pg_temp.proof('ctset-b'), 'refuted line.bot_taken', 'is refuted');
SELECT is(pg_temp.mails('ctset-b'), ARRAY['messaging_token_refuted'], 'its owner is told');

-- Removed meanwhile.
CREATE TEMP TABLE lease AS SELECT pg_temp.claim('ctset-b') AS lease;
SELECT tap.call('link.token_delete', tap.h('ctset-b')::text, tap.slug('ctset-b'));
SELECT is(pg_temp.settle((SELECT lease FROM lease), NULL, 'Uctset-2'), 'false', 'a removed token is not brought back');
SELECT ok(NOT EXISTS (SELECT FROM tenant.messaging_token WHERE account_id = tap.account_id('ctset-b')), 'by an answer that comes late');

SELECT tap.call('link.login_channel_put', tap.h('ctset-a')::text, tap.slug('ctset-a'), 'c', 'k', '10');
UPDATE tenant.proof SET code = 'line.pending', due_at = now() + interval '5 min' WHERE step = 'login_channel';
UPDATE lease SET lease = pg_temp.claim('ctset-b');
UPDATE tenant.proof SET code = 'line.pending' WHERE account_id = tap.account_id('ctset-b');
SELECT pg_temp.settle((SELECT lease FROM lease), 'line.token_invalid');
SELECT is((SELECT due_at FROM tenant.proof WHERE step = 'login_channel'), now(), 'an answer after silence makes all that wait due');
SELECT * FROM finish();
ROLLBACK;
