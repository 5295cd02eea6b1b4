BEGIN;
SELECT plan(11);
SELECT is(tenant.proof_state(proved, state, refuted), said,
          coalesce(state, 'no row') || CASE WHEN proved IS NULL THEN '' ELSE ', proved before' END
          || CASE WHEN refuted IS NULL THEN '' ELSE ', no longer taken' END)
  FROM (VALUES (NULL::timestamptz, NULL, NULL::timestamptz, 'missing'), (NULL, 'settled', NULL, 'missing'),
               (NULL, 'pending', NULL, 'pending'), (NULL, 'refuted', NULL, 'refuted'),
               (now(), 'settled', NULL, 'proved'), (now(), 'pending', NULL, 'proved'), (now(), 'refuted', NULL, 'proved'),
               (now(), 'settled', now(), 'refuted'), (now(), 'pending', now(), 'pending'), (now(), 'refuted', now(), 'refuted'))
         AS v (proved, state, refuted, said);
SELECT is(tenant.proof_state(NULL, NULL, NULL), 'missing', 'before step 11');
SELECT * FROM finish();
ROLLBACK;
