BEGIN;
SELECT plan(10);
CREATE FUNCTION pg_temp.figures() RETURNS jsonb LANGUAGE sql AS $$ SELECT tap.call('courier.figures') $$;
DELETE FROM tenant.outbox; DELETE FROM directory.find_mail; DELETE FROM directory.key_wanted;
SELECT is(pg_temp.figures(), '{"mails_waiting": 0, "mails_seconds": 0, "proofs_waiting": 0, "proofs_seconds": 0, "watches_late": 0, "keys_free": 0, "keys_wanted": 0}'::jsonb, 'nothing waits');

SELECT tap.account('figures-a'); -- and its welcome mail
UPDATE tenant.outbox SET created_at = now() - interval '90 s';
SELECT is(pg_temp.figures() - 'keys_free', '{"mails_waiting": 1, "mails_seconds": 90, "proofs_waiting": 0, "proofs_seconds": 0, "watches_late": 0, "keys_wanted": 0}'::jsonb, 'a mail that is due');
UPDATE tenant.outbox SET due_at = now() + interval '1 hour';
SELECT is(pg_temp.figures() ->> 'mails_waiting', '0', 'one that is held back is not stuck');
UPDATE tenant.outbox SET tries = 1;
SELECT is(pg_temp.figures() ->> 'mails_seconds', '90', 'one that failed is, however far its next try');
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, state, settled_at)
VALUES (tap.account_id('figures-a'), tap.id('gone'), 'reset', 'x@example.com', 'delivered', now() - interval '20 s');
SELECT is(pg_temp.figures() ->> 'mails_seconds', '20', 'but another has gone out since: the mail server is there');
DELETE FROM tenant.outbox WHERE state = 'delivered';
UPDATE tenant.outbox SET due_at = 'infinity';
SELECT is(pg_temp.figures() ->> 'mails_waiting', '0', 'one that a restore holds is not: an operator knows');
SELECT tap.call('signup.find', 'figures-a@example.com');
SELECT is(pg_temp.figures() ->> 'mails_waiting', '1', 'a list of login URLs is a mail, too');

SELECT tap.pool_key('figures 1'), tap.pool_key('figures 2');
SELECT is(pg_temp.figures() ->> 'keys_free', '2', 'keys that are ready');
SELECT tap.call('link.oa_put', tap.h('figures-a')::text, tap.slug('figures-a'), 'OA', '@a');
SELECT is(pg_temp.figures() - 'mails_waiting' - 'mails_seconds' - 'proofs_waiting' - 'proofs_seconds' - 'watches_late', '{"keys_free": 1, "keys_wanted": 1}'::jsonb, 'one is leased to an account');
SELECT tap.token('figures-a', 'figures bot');
UPDATE tenant.watch SET due_at = now() - interval '61 min';
UPDATE tenant.proof SET state = 'pending', due_at = now(), started_at = now() - interval '5 s', token_id = tap.id('t'), sealed = '\x00', accept_expiry = false WHERE step = 'messaging_token';
SELECT is(pg_temp.figures() - 'mails_waiting' - 'mails_seconds' - 'keys_free' - 'keys_wanted', '{"proofs_waiting": 1, "proofs_seconds": 5, "watches_late": 1}'::jsonb, 'pastes and watches');
SELECT * FROM finish();
ROLLBACK;
