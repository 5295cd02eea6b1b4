BEGIN;
SELECT plan(2);
SELECT tap.account('ask-a');
SELECT is(tap.call('login.reset_request', slug, email), 'null', 'taken')
  FROM (VALUES (tap.slug('ask-a'), 'Ask-A@example.com'), ('nowhere', '')) AS v (slug, email) LIMIT 1;
SELECT tap.call('login.reset_request', 'nowhere', '');
SELECT results_eq($$SELECT slug COLLATE "default", address_hash, asked_at FROM directory.reset_request ORDER BY slug = 'nowhere'$$,
  $$VALUES (tap.slug('ask-a'), tap.h('ask-a@example.com'), now()), ('nowhere', tap.h(''), now())$$, 'a row each, known or not');
SELECT * FROM finish();
ROLLBACK;
