BEGIN;
SELECT plan(9);
SELECT tap.account('current-a'), tap.account('current-b');

CREATE FUNCTION pg_temp.members() RETURNS bigint LANGUAGE plpgsql
AS $$ DECLARE n bigint; BEGIN SET LOCAL ROLE acho_login_definer; SELECT count(*) INTO n FROM tenant.member; RESET ROLE; RETURN n; END $$;

SET acho.account = '';
SELECT is(tenant.current_account(), NULL, 'set to nothing: no account, and no error');
SELECT is(pg_temp.members(), 0::bigint, 'and no rows');
RESET acho.account;
SELECT is(tenant.current_account(), NULL, 'reset: no account');
SELECT is(pg_temp.members(), 0::bigint, 'and no rows');
SELECT set_config('acho.account', tap.account_id('current-a')::text, true);
SELECT is(tenant.current_account(), tap.account_id('current-a'), 'set: that account');
SELECT is(pg_temp.members(), 1::bigint, 'and its rows alone');
SELECT set_config('acho.account', '0', true);
SELECT is(pg_temp.members(), 0::bigint, 'of no account there is: no rows');

-- The wall must not cost a page its index.
SELECT set_config('acho.account', tap.account_id('current-a')::text, true);
CREATE FUNCTION pg_temp.plan() RETURNS SETOF text LANGUAGE plpgsql
AS $$ BEGIN
  SET LOCAL ROLE acho_login_definer;
  SET LOCAL enable_seqscan = off;
  RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) SELECT email FROM tenant.member';
  RESET ROLE;
END $$;
SELECT matches((SELECT string_agg(p, E'\n') FROM pg_temp.plan() AS p), 'Index Cond: \(account_id = \(NULLIF\(current_setting',
               'the policy is folded into the plan and searches by the index');
SELECT throws_ok($$SELECT set_config('acho.account', 'x', true), tenant.current_account()$$, '22P02', NULL,
                 'what is no number is an error and not an account');
SELECT * FROM finish();
ROLLBACK;
