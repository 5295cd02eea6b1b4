BEGIN;
SELECT plan(6);
SELECT is(tenant.proof_state(proved, state), said, coalesce(state, 'no row') || CASE WHEN proved IS NULL THEN '' ELSE ', proved before' END)
  FROM (VALUES (NULL::timestamptz, NULL, 'missing'), (NULL, 'settled', 'missing'), (NULL, 'pending', 'pending'), (NULL, 'refuted', 'refuted'),
               (now(), 'pending', 'proved'), (now(), 'refuted', 'proved')) AS v (proved, state, said);
SELECT * FROM finish();
ROLLBACK;
