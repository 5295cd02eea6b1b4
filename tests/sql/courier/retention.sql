BEGIN;
SELECT plan(15);
SELECT tap.account('ret-a'), tap.login('ret-a', 'ret idle'), tap.login('ret-a', 'ret ended');
SELECT tap.call('signup.create', tap.h(k)::text, '\x01', 'phc', tap.slug(k), 'C', 'C', 'ret@example.com', NULL, 'en')
  FROM unnest(ARRAY['ret old key', 'ret new key']) AS k;
SELECT tap.call('login.attempt', tap.slug('ret-a'), 'x@example.com', tap.h(a)::text, '30')
  FROM unnest(ARRAY['ret late', 'ret in time']) AS a;
SELECT tap.pool_key('ret free'), tap.pool_key('ret lapsed');
SELECT is(tap.call('courier.retention'), '0', 'nothing has served its time');

UPDATE directory.session SET seen_at = now() - interval '14 days' WHERE session_hash = tap.h('ret idle');
UPDATE directory.session SET expires_at = now() WHERE session_hash = tap.h('ret ended');
UPDATE directory.idempotency SET created_at = now() - interval '24 hours' WHERE key_hash = tap.h('ret old key');
UPDATE directory.login_attempt SET expires_at = now() WHERE attempt_hash = tap.h('ret late');
UPDATE directory.throttle SET forget_at = now() WHERE throttle_key = directory.throttle_key(tap.slug('ret-a'), tap.h('ret-a@example.com'));
UPDATE directory.key_pool SET account_id = 0, successor = true, lease = tap.id('l'), leased_until = now() WHERE pool_id = tap.id('ret lapsed');
UPDATE tenant.outbox SET state = CASE account_id WHEN tap.account_id('ret-a') THEN 'delivered' ELSE 'failed' END,
                         settled_at = now() - interval '30 days';
INSERT INTO directory.link_token (token_hash, account_id, purpose, subject_hash, expires_at)
SELECT tap.h(t), tap.account_id('ret-a'), 'release', tap.h('ret bot'), now() + till::interval FROM (VALUES ('ret link', '1 s'), ('ret late link', '0')) AS v (t, till);
INSERT INTO directory.release (bot_hash, account_id, asked_at, mailed_at, released_at, told_at)
SELECT tap.h(b), tap.account_id('ret-a'), now() - asked::interval, now() - asked::interval, now() - told::interval, now() - told::interval
  FROM (VALUES ('ret told', '31 days', '30 days'), ('ret told late', '31 days', '29 days'), ('ret never', '30 days', NULL), ('ret waits', '29 days', NULL)) AS v (b, asked, told);
INSERT INTO directory.find_mail (message_id, address_hash, delivered_at, failed_at)
SELECT tap.id(f), tap.h('ret'), now() - sent::interval, now() - failed::interval
  FROM (VALUES ('ret old list', '30 days', NULL), ('ret list', '29 days', NULL), ('ret failed list', NULL, '90 days'), ('ret waiting list', NULL, NULL)) AS v (f, sent, failed);
INSERT INTO directory.mail_count SELECT tap.h(c), 3, now(), 3, now() + till::interval FROM (VALUES ('ret old count', '0'), ('ret count', '1 s')) AS v (c, till);
UPDATE tenant.outbox SET state = 'merged' WHERE account_id = tap.account_id('ret new key');
INSERT INTO tenant.address_change (account_id, change_id, member_id, new_email, new_address_hash, old_email, asked_at, changed_at)
SELECT m.account_id, tap.id(c), m.member_id, c, tap.h(c), CASE WHEN changed IS NOT NULL THEN 'x' END, now() - asked::interval, now() - changed::interval
  FROM (VALUES ('ret-a', 'ret changed', '31 days', '30 days'), ('ret-a', 'ret changed late', '31 days', '29 days'), ('ret-a', 'ret asked', '30 days', NULL)) AS v (a, c, asked, changed)
  JOIN tenant.member AS m ON m.account_id = tap.account_id(a);
INSERT INTO tenant.former_member (account_id, member_id, email, left_at) SELECT tap.account_id('ret-a'), tap.id(f), 'ret@example.com', now() - interval '1 month' - since::interval
  FROM (VALUES ('ret gone', '120 days'), ('ret former', '119 days')) AS v (f, since);
SET acho.audit_days = '120';
SELECT is(tap.call('courier.retention'), '16', 'sixteen rows have');
SELECT results_eq($$SELECT member_id FROM tenant.former_member$$, ARRAY[tap.id('ret former')], 'former members stay while events of theirs may');
SELECT set_eq($$SELECT message_id FROM directory.find_mail$$, ARRAY[tap.id('ret list'), tap.id('ret failed list'), tap.id('ret waiting list')], 'lists stay for thirty days, failed ones for ever');
SELECT results_eq($$SELECT mail_key FROM directory.mail_count$$, ARRAY[tap.h('ret count')], 'the count of this day stays');
SELECT results_eq($$SELECT token_hash FROM directory.link_token$$, ARRAY[tap.h('ret link')], 'the link that is good stays');
SELECT set_eq($$SELECT bot_hash FROM directory.release$$, ARRAY[tap.h('ret told late'), tap.h('ret waits')], 'requests stay for thirty days');
SELECT results_eq($$SELECT change_id FROM tenant.address_change$$, ARRAY[tap.id('ret changed late')], 'changes of address can be undone for as long');
SELECT results_eq($$SELECT session_hash FROM directory.session$$, ARRAY[tap.h('ret-a')], 'the live session stays');
SELECT is((SELECT count(*) FROM tenant.session), 1::bigint, 'with its other half');
SELECT results_eq($$SELECT key_hash FROM directory.idempotency$$, ARRAY[tap.h('ret new key')], 'the newer key stays');
SELECT results_eq($$SELECT attempt_hash FROM directory.login_attempt$$, ARRAY[tap.h('ret in time')], 'the open attempt stays');
SELECT is((SELECT failures FROM directory.throttle), 2, 'the counter that counts stays');
SELECT results_eq($$SELECT pool_id FROM directory.key_pool$$, ARRAY[tap.id('ret free')], 'the free key stays');
SELECT results_eq($$SELECT DISTINCT state FROM tenant.outbox$$, ARRAY['failed'], 'failed mails stay, however old');
SELECT * FROM finish();
ROLLBACK;
