BEGIN;
SELECT plan(2);
-- Who rests stands in admin/suspend.sql: that others do not, here.
SELECT tap.account(n), tap.oa(n, n || ' key') FROM unnest(ARRAY['rest-a', 'rest-b']) AS n;
SELECT tap.login_channel(n, n || ' key') FROM unnest(ARRAY['rest-a', 'rest-b']) AS n;
SELECT tap.call('link.token_put', tap.h(n)::text, tap.slug(n), tap.id(n)::text, '\x01', 'false', '60') FROM unnest(ARRAY['rest-a', 'rest-b']) AS n;
DO $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id('rest-a')::text, true);
  SET LOCAL ROLE acho_courier_definer; PERFORM tenant.rest_proofs(); RESET ROLE;
END $$;
CREATE FUNCTION pg_temp.resting(_name text) RETURNS bigint LANGUAGE sql
AS $$ SELECT count(*) FROM (SELECT account_id, due_at FROM tenant.proof UNION ALL SELECT account_id, due_at FROM tenant.watch) AS x
       WHERE account_id = tap.account_id(_name) AND due_at = 'infinity' $$;
SELECT is(pg_temp.resting('rest-a'), 2::bigint, 'a paste and a proved value rest');
SELECT is(pg_temp.resting('rest-b'), 0::bigint, 'another account''s do not');
SELECT * FROM finish();
ROLLBACK;
