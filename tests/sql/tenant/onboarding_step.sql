-- DESIGN's rule as a table: every combination worth naming, and what is next.
BEGIN;
SELECT plan(20);
CREATE TEMP TABLE cases (oa boolean, login text, published boolean, linked boolean, token text, step text, waiting boolean);
INSERT INTO cases VALUES
  (false, NULL,         false, false, NULL,         'oa',              false),
  (true,  NULL,         false, false, NULL,         'login_channel',   false),
  (true,  'refuted',    true,  true,  'proved',     'login_channel',   false),
  (true,  'settled',    true,  true,  'proved',     'login_channel',   false),
  (true,  NULL,         true,  true,  'pending',    'login_channel',   false),
  (true,  'pending',    false, false, NULL,         'publish',         false),
  (true,  'proved',     true,  false, NULL,         'publish',         false),
  (true,  'proved',     false, true,  'proved',     'publish',         false),
  (true,  'proved',     true,  true,  NULL,         'messaging_token', false),
  (true,  'pending',    true,  true,  'refuted',    'messaging_token', false),
  (true,  'pending',    true,  true,  'pending',    'login_channel',   true),
  (true,  'pending',    true,  true,  'proved',     'login_channel',   true),
  (true,  'proved',     true,  true,  'pending',    'messaging_token', true);
-- A proved value counts whatever came after it.
INSERT INTO cases SELECT true, 'proved+' || l, true, true, 'proved+' || t, 'done', false
  FROM unnest(ARRAY['settled', 'pending', 'refuted']) AS l, unnest(ARRAY['settled', 'pending', 'refuted']) AS t WHERE l <= t;
UPDATE cases SET login = replace(login, 'proved', 'proved+settled') WHERE login = 'proved';
UPDATE cases SET token = replace(token, 'proved', 'proved+settled') WHERE token = 'proved';

SELECT is(array_agg(tenant.onboarding_step(
                      CASE WHEN oa THEN now() END, CASE WHEN published THEN now() END, CASE WHEN linked THEN now() END,
                      CASE WHEN login LIKE 'proved+%' THEN now() END, split_part(login, '+', -1),
                      CASE WHEN token LIKE 'proved+%' THEN now() END, split_part(token, '+', -1))),
          ARRAY[step],
          format('next is %s: login %s, ticks %s %s, token %s', step, coalesce(login, '-'), published, linked, coalesce(token, '-')))
  FROM cases GROUP BY oa, login, published, linked, token, step;

SELECT is((SELECT count(*) FROM cases), 19::bigint, 'all of them were tried');
SELECT * FROM finish();
ROLLBACK;
