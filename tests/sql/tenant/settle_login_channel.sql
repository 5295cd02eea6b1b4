-- The story of keys and successors is in link/login_channel_settle.sql.
BEGIN;
SELECT plan(6);
SELECT tap.account('slc-a'), tap.account('slc-b'), tap.oa('slc-a', 'slc key a'), tap.oa('slc-b', 'slc key b');
SELECT tap.call('link.login_channel_put', tap.h(n)::text, tap.slug(n), 'channel of ' || n, 'kid', '0') FROM unnest(ARRAY['slc-a', 'slc-b']) AS n;
CREATE FUNCTION pg_temp.settle(_role text, _name text, _code text, _key text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE said text; key uuid := tap.id(_key); BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  EXECUTE 'SET LOCAL ROLE ' || _role;
  said := tenant.settle_login_channel(_code, key, NULL, NULL, 200, 'r');
  RESET ROLE;
  RETURN said;
END $$;

SELECT is(pg_temp.settle('acho_link_definer', 'slc-a', NULL, 'slc key b'), NULL, 'a key of another account proves nothing');
SELECT is((SELECT state FROM tenant.proof WHERE account_id = tap.account_id('slc-a')), 'pending', 'and changes nothing');
SELECT is(pg_temp.settle('acho_link_definer', 'slc-a', NULL, 'slc key a'), 'proved', 'link may');
SELECT is(pg_temp.settle('acho_courier_definer', 'slc-b', 'line.kid_unknown', NULL), 'refuted', 'courier may; a refusal needs no key');
SELECT results_eq($$SELECT account_id, channel_id FROM tenant.login_channel$$, $$VALUES (tap.account_id('slc-a'), 'channel of slc-a')$$,
                  'each for the account that is set');
SELECT is((SELECT count(*) FROM tenant.assertion_key), 2::bigint, 'no key is lost');
SELECT * FROM finish();
ROLLBACK;
