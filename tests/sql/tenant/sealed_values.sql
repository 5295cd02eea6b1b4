BEGIN;
SELECT plan(5);
SELECT tap.account(n), tap.oa(n, n || ' key'), tap.login_channel(n, n || ' key'), tap.token(n, n || ' bot'), tap.totp(n) FROM unnest(ARRAY['sv-a', 'sv-b']) AS n;
SELECT tap.pool_key('sv pool'), tap.pool_key('sv next');
SELECT tap.call('link.token_put', tap.h('sv-a')::text, tap.slug('sv-a'), tap.id('sv pending')::text, '\x0a', 'false', '10');
CREATE FUNCTION pg_temp.values_of(_slug text) RETURNS TABLE (place text, row_id uuid, sealed bytea) LANGUAGE plpgsql
AS $$ BEGIN
  SET LOCAL ROLE acho_admin_definer;
  RETURN QUERY SELECT v.place, v.row_id, v.sealed FROM tenant.sealed_values(_slug) AS v ORDER BY 1, 2;
  RESET ROLE;
END $$;
SELECT results_eq($$SELECT place, row_id, encode(sealed, 'escape') FROM pg_temp.values_of(tap.slug('sv-a'))$$,
  $$VALUES ('tenant.assertion_key', tap.id('sv-a key'), 'sealed sv-a key'), ('tenant.messaging_token', tap.id('sv-a token'), 'token of sv-a'),
           ('tenant.proof', tap.id('sv pending'), E'\n'),
           ('tenant.totp', (SELECT coalesce(totp_id, member_id) FROM tenant.totp WHERE account_id = tap.account_id('sv-a')), 'sealed of sv-a')$$, 'all of one account');
SELECT results_eq($$SELECT DISTINCT place FROM pg_temp.values_of('')$$, ARRAY['directory.key_pool'], 'and what belongs to none');
SELECT is((SELECT count(*) FROM pg_temp.values_of('')), (SELECT count(*) FROM directory.key_pool), 'each key of the pool');
SELECT is_empty($$SELECT * FROM pg_temp.values_of('nosuchslug000')$$, 'nothing of an account that is not there');

-- A column that is not in that list would be left behind by every rotation.
SELECT set_eq($$SELECT place FROM pg_temp.values_of(tap.slug('sv-a')) UNION SELECT place FROM pg_temp.values_of('')$$,
  $$SELECT n.nspname || '.' || c.relname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('tenant', 'directory') AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname = 'sealed' AND NOT a.attisdropped$$,
  'every sealed column of the catalogue is among them');
SELECT * FROM finish();
ROLLBACK;
