BEGIN;
SELECT plan(23);

SELECT is(tap.call('signup.create', tap.h('create key')::text, '\x01', 'phc 1', tap.slug('create-1'), '荔枝', '王小明',
                   'Owner@Example.com', '02-1234-5678', 'zh-TW', NULL, '192.0.2.1', 'request-1'),
          jsonb_build_object('problem', NULL, 'slug', tap.slug('create-1'), 'prior_phc', NULL, 'retry_after', NULL),
          'a sign-up makes an account and gives its slug back');
SELECT results_eq(
  $$SELECT slug, company, contact, phone, locale FROM tenant.account WHERE account_id = tap.account_id('create-1')$$,
  $$VALUES (tap.slug('create-1') COLLATE "C", '荔枝', '王小明', '02-1234-5678', 'zh-TW')$$,
  'the account is as typed');
SELECT results_eq(
  $$SELECT email, role, phc FROM tenant.member WHERE account_id = tap.account_id('create-1')$$,
  $$VALUES ('Owner@Example.com', 'owner', 'phc 1')$$,
  'its owner keeps the address as typed');
SELECT results_eq(
  $$SELECT kind, recipient, state FROM tenant.outbox WHERE account_id = tap.account_id('create-1')$$,
  $$VALUES ('welcome', 'Owner@Example.com', 'waiting')$$,
  'one welcome mail waits');
SELECT results_eq(
  $$SELECT e.kind, m.email, e.ip, e.request_id FROM tenant.event AS e JOIN tenant.member AS m USING (account_id, member_id)
     WHERE account_id = tap.account_id('create-1')$$,
  $$VALUES ('account.created', 'Owner@Example.com', '192.0.2.1', 'request-1')$$,
  'it is the first event');
SELECT ok(EXISTS (SELECT FROM directory.address
                   WHERE address_hash = tap.h('owner@example.com') AND account_id = tap.account_id('create-1')),
          'the address leads to the account, in lower case');

-- The same key again.
SELECT is(tap.call('signup.create', tap.h('create key')::text, '\x01', 'phc of a replay', tap.slug('create-2'), '荔枝',
                   '王小明', 'Owner@Example.com', '02-1234-5678', 'zh-TW'),
          jsonb_build_object('problem', NULL, 'slug', tap.slug('create-1'), 'prior_phc', 'phc 1', 'retry_after', NULL),
          'the same key and body: the first slug, and the password hash of then');
SELECT is(tap.account_id('create-2'), NULL, 'and nothing is made');
SELECT is((SELECT count(*) FROM tenant.outbox WHERE account_id = tap.account_id('create-1')), 1::bigint, 'nor mailed');
SELECT is(tap.call('signup.create', tap.h('create key')::text, '\x02', 'phc 1', tap.slug('create-2'), 'Other', '王小明',
                   'Owner@Example.com', NULL, 'zh-TW'),
          jsonb_build_object('problem', 'signup.key_reused', 'slug', NULL, 'prior_phc', NULL, 'retry_after', NULL),
          'the same key, another body: refused');
SELECT is(tap.account_id('create-2'), NULL, 'and nothing is made then either');

-- A key is worth something for 24 hours.
UPDATE directory.idempotency SET created_at = now() - interval '24 hours' WHERE key_hash = tap.h('create key');
SELECT is(tap.call('signup.create', tap.h('create key')::text, '\x03', 'phc 3', tap.slug('create-3'), 'Later', 'B',
                   'b@example.com', NULL, 'en') ->> 'slug', tap.slug('create-3'),
          'after 24 hours the key is as good as new');
SELECT results_eq(
  $$SELECT digest, phc, slug, created_at FROM directory.idempotency WHERE key_hash = tap.h('create key')$$,
  $$VALUES ('\x03'::bytea, 'phc 3', tap.slug('create-3') COLLATE "C", now())$$,
  'and stands for the newer account');

-- Without a key.
SELECT is(tap.call('signup.create', NULL, NULL, 'phc 4', tap.slug('create-4'), 'Without', 'A', 'owner@example.com', NULL,
                   'ja') ->> 'slug', tap.slug('create-4'), 'the key is optional');
SELECT is(tap.call('signup.create', NULL, NULL, 'phc 5', tap.slug('create-5'), 'Again', 'A', 'OWNER@EXAMPLE.COM', NULL,
                   'ja') ->> 'slug', tap.slug('create-5'), 'one address owns any number of accounts');
SELECT is((SELECT count(*) FROM directory.address WHERE address_hash = tap.h('owner@example.com')), 3::bigint,
          'which all hang on its hash');

-- All or nothing.
SELECT throws_ok(
  format($$SELECT tap.call('signup.create', %L, '\x06', 'phc', %L, 'Twice', 'A', 'c@example.com', NULL, 'en')$$,
         tap.h('another key'), tap.slug('create-1')),
  '23505', NULL, 'a slug is used once');
SELECT ok(NOT EXISTS (SELECT FROM directory.idempotency WHERE key_hash = tap.h('another key')),
          'what fails keeps no key: it may be tried again');
SELECT ok(NOT EXISTS (SELECT FROM directory.address WHERE address_hash = tap.h('c@example.com')), 'and leaves no address');

-- The last wall against what a mail header must not hold.
SELECT throws_ok(
  format($$SELECT tap.call('signup.create', NULL, NULL, 'phc', %L, %L, %L, %L, %L, 'en')$$, tap.slug('create-6'), company,
         contact, email, phone), '23514', NULL, 'a line break is refused in ' || field)
  FROM (VALUES ('company', E'a\nb', 'c', 'd@example.com', NULL),
               ('contact', 'a', E'c\rb', 'd@example.com', NULL),
               ('email', 'a', 'c', E'd@example.com\nx', NULL),
               ('phone', 'a', 'c', 'd@example.com', E'1\r\n2')) AS v (field, company, contact, email, phone);

SELECT * FROM finish();
ROLLBACK;
