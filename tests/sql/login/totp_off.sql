BEGIN;
SELECT plan(13);
SELECT tap.account('off-a'), tap.account('off-b');
SELECT tap.totp(n) FROM unnest(ARRAY['off-a', 'off-b']) AS n;
SELECT tap.call('login.attempt', tap.slug(n), n || '@example.com', tap.h('try ' || n)::text, '30') FROM unnest(ARRAY['off-a', 'off-b']) AS n;
DELETE FROM tenant.outbox;
CREATE FUNCTION pg_temp.off(_cookie text DEFAULT 'off-a', _name text DEFAULT 'off-a') RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('login.totp_off', tap.h(_cookie)::text, tap.slug(_name), '192.0.2.1', 'request-1') $$;
SELECT is(pg_temp.off(cookie, name), '"session.required"', what)
  FROM (VALUES ('off-b', 'off-a', 'a session of another account'), ('off-a', 'off-b', 'a session to another account'), ('nobody', 'off-a', 'no session')) AS v (cookie, name, what);
SELECT tap.confirmed('off-a', '15 min');
SELECT is(pg_temp.off(), '"session.confirm"', 'a password given long ago');
SELECT is((SELECT count(*) FROM tenant.totp), 2::bigint, 'changes nothing');
SELECT tap.confirmed('off-a', '0');
SELECT is(pg_temp.off(), 'null', 'right');
SELECT results_eq($$SELECT DISTINCT account_id FROM tenant.totp JOIN tenant.recovery_code USING (account_id)$$, ARRAY[tap.account_id('off-b')], 'secret and codes are gone, those of others are not');
SELECT results_eq($$SELECT attempt_hash FROM directory.login_attempt WHERE attempt_hash IN (tap.h('try off-a'), tap.h('try off-b'))$$, ARRAY[tap.h('try off-b')], 'a login that was asked for a code of it ends');
SELECT results_eq($$SELECT kind, ip, request_id FROM tenant.event$$, $$VALUES ('totp.off', '192.0.2.1', 'request-1')$$, 'an event');
SELECT results_eq($$SELECT kind, recipient FROM tenant.outbox$$, $$VALUES ('totp_off', 'off-a@example.com')$$, 'a mail');
SELECT is(pg_temp.off(), 'null', 'none is as good');
SELECT tap.call('login.totp_store', tap.h('off-a')::text, tap.slug('off-a'), '\x01'), pg_temp.off();
SELECT is((SELECT count(*) FROM tenant.totp) || ' ' || (SELECT count(*) FROM tenant.event) || ' ' || (SELECT count(*) FROM tenant.outbox), '1 1 1', 'one that was never on goes without a word');
UPDATE tenant.account SET totp_required_at = now() WHERE account_id = tap.account_id('off-b');
SELECT tap.login('off-a', 'off phone'), pg_temp.off('off-b', 'off-b');
SELECT is((SELECT array_agg(DISTINCT s.account_id) FROM directory.session AS s WHERE s.setup_required), ARRAY[tap.account_id('off-b')], 'where it is demanded, another is to be set up first');

SELECT * FROM finish();
ROLLBACK;
