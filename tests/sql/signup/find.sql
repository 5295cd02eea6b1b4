BEGIN;
SELECT plan(6);
SELECT tap.account('find-a');

SELECT is(tap.call('signup.find', 'FIND-a@example.com'), tap.call('signup.find', 'nobody@find.example'), 'a known address answers as an unknown one');
SELECT is(tap.call('signup.find', 'no address at all'), 'null'::jsonb, 'and so does what is none');
SELECT results_eq(
  $$SELECT address_hash, due_at, tries, lease FROM directory.find_mail ORDER BY address_hash$$,
  $$SELECT h, now(), 0, NULL::uuid FROM unnest(ARRAY[tap.h('find-a@example.com'), tap.h('nobody@find.example'), tap.h('no address at all')]) AS h ORDER BY h$$,
  'each leaves one row with the hash of the address, in lower case');
SELECT is((SELECT count(*) FROM tenant.outbox WHERE recipient ~ 'find'), 1::bigint, 'and nothing in any account but its own welcome');
SELECT is((SELECT count(DISTINCT message_id) FROM directory.find_mail), 3::bigint, 'under a Message-ID each');

SELECT ok(NOT has_any_column_privilege('acho_signup_definer', r, 'SELECT'), 'nor could it ask whether the address is known')
  FROM unnest(ARRAY['directory.address']) AS r;

SELECT * FROM finish();
ROLLBACK;
