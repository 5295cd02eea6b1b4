-- Waiting is exactly when the step that is next is next because LINE has not answered.
BEGIN;
SELECT plan(3);
CREATE TEMP TABLE cases AS
SELECT CASE WHEN p THEN now() END AS published, CASE WHEN l THEN now() END AS linked,
       CASE WHEN lp THEN now() END AS login_proved, ls AS login_state, CASE WHEN tp THEN now() END AS token_proved, ts AS token_state
  FROM unnest(ARRAY[true, false]) AS p, unnest(ARRAY[true, false]) AS l, unnest(ARRAY[true, false]) AS lp, unnest(ARRAY[true, false]) AS tp,
       unnest(ARRAY[NULL, 'pending', 'refuted', 'settled']) AS ls, unnest(ARRAY[NULL, 'pending', 'refuted', 'settled']) AS ts;

SELECT results_eq(
  $$SELECT tenant.onboarding_waiting(published, linked, login_proved, login_state, token_proved, token_state) FROM cases$$,
  $$SELECT CASE tenant.onboarding_step(now(), published, linked, login_proved, login_state, token_proved, token_state)
             WHEN 'login_channel' THEN login_proved IS NULL AND login_state IS NOT DISTINCT FROM 'pending'
             WHEN 'messaging_token' THEN token_proved IS NULL AND token_state IS NOT DISTINCT FROM 'pending'
             ELSE false END FROM cases$$,
  'in each of 256 combinations');
SELECT is((SELECT count(*) FROM cases WHERE tenant.onboarding_waiting(published, linked, login_proved, login_state, token_proved, token_state)),
          9::bigint, 'nine of them wait: one or both pending, and nothing else to do');
SELECT is(tenant.onboarding_waiting(NULL, NULL, NULL, NULL, NULL, NULL), false, 'an account that has just signed up does not');
SELECT * FROM finish();
ROLLBACK;
