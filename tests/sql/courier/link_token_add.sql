BEGIN;
SELECT plan(11);
SELECT tap.account('lta-a');
UPDATE tenant.outbox SET state = 'delivered';
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, subject_hash)
VALUES (tap.account_id('lta-a'), tap.id('lta mail'), 'release', 'lta-a@example.com', tap.h('lta bot'));
CREATE TEMP TABLE claimed AS SELECT tap.call('courier.mail_claim', '60') ->> 'lease' AS lease;
CREATE FUNCTION pg_temp.add(_token text) RETURNS jsonb LANGUAGE sql
AS $$ SELECT tap.call('courier.link_token_add', (SELECT lease FROM claimed), tap.h(_token)::text, '604800') $$;

SELECT is(tap.call('courier.link_token_add', tap.id('other')::text, tap.h('lta')::text, '60'), 'false', 'not without the lease');
SELECT is(pg_temp.add('lta'), 'true', 'with it');
SELECT results_eq($$SELECT token_hash, account_id, purpose COLLATE "default", subject_hash, member_id, expires_at FROM directory.link_token$$,
  $$VALUES (tap.h('lta'), tap.account_id('lta-a'), 'release', tap.h('lta bot'), NULL::uuid, now() + interval '7 days')$$,
  'the token is bound to what the mail is about');
SELECT is(pg_temp.add('lta again'), 'true', 'a second try of the mail makes another');
SELECT is((SELECT count(*) FROM directory.link_token), 2::bigint, 'and the earlier one stays');
SELECT throws_ok($$SELECT pg_temp.add('lta')$$, '23505', NULL, 'never the same twice');
UPDATE tenant.outbox SET kind = 'released' WHERE message_id = tap.id('lta mail');
SELECT throws_ok($$SELECT pg_temp.add('lta for nothing')$$, '23514', NULL, 'a mail of another kind carries no link');
UPDATE tenant.outbox SET kind = 'welcome', subject_hash = NULL, member_id = tap.id('lta member') WHERE message_id = tap.id('lta mail');
SELECT pg_temp.add('lta welcome');
UPDATE tenant.outbox SET kind = 'password_reset' WHERE message_id = tap.id('lta mail');
SELECT pg_temp.add('lta reset');
SELECT results_eq($$SELECT purpose COLLATE "default", member_id, subject_hash FROM directory.link_token WHERE purpose <> 'release' ORDER BY 1$$,
  $$VALUES ('reset', tap.id('lta member'), NULL::bytea), ('verify', tap.id('lta member'), NULL)$$, 'a reset and a welcome act for one member');
UPDATE tenant.outbox SET kind = 'verification' WHERE message_id = tap.id('lta mail');
SELECT pg_temp.add('lta verification');
UPDATE tenant.outbox SET kind = 'email_change', subject_hash = tap.h('lta address') WHERE message_id = tap.id('lta mail');
SELECT pg_temp.add('lta address');
UPDATE tenant.outbox SET kind = 'email_changed', subject_hash = tap.h('lta change') WHERE message_id = tap.id('lta mail');
SELECT pg_temp.add('lta undo');
SELECT results_eq($$SELECT purpose COLLATE "default", member_id, subject_hash FROM directory.link_token
                     WHERE token_hash IN (tap.h('lta verification'), tap.h('lta address'), tap.h('lta undo')) ORDER BY 1$$,
  $$VALUES ('address', tap.id('lta member'), tap.h('lta address')), ('undo', tap.id('lta member'), tap.h('lta change')), ('verify', tap.id('lta member'), NULL)$$,
  'so do the links of an address');
UPDATE tenant.outbox SET kind = 'password_reset', subject_hash = NULL WHERE message_id = tap.id('lta mail');
UPDATE tenant.outbox SET member_id = NULL WHERE message_id = tap.id('lta mail');
SELECT throws_ok($$SELECT pg_temp.add('lta nobody')$$, '23514', NULL, 'and never for none');
UPDATE tenant.outbox SET state = 'delivered' WHERE message_id = tap.id('lta mail');
SELECT is(pg_temp.add('lta late'), 'false', 'nor one that is settled');
SELECT * FROM finish();
ROLLBACK;
