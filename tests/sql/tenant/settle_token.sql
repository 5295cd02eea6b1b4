-- The story of who holds which Official Account is in link/token_settle.sql.
BEGIN;
SELECT plan(6);
SELECT tap.account('stok-a'), tap.account('stok-b'), tap.oa('stok-a', 'stok key a'), tap.oa('stok-b', 'stok key b');
SELECT tap.call('link.token_put', tap.h(n)::text, tap.slug(n), tap.id(n)::text, '\x01', 'false', '0') FROM unnest(ARRAY['stok-a', 'stok-b']) AS n;
CREATE FUNCTION pg_temp.settle(_role text, _name text, _code text) RETURNS text LANGUAGE plpgsql
AS $$ DECLARE said record; BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  EXECUTE 'SET LOCAL ROLE ' || _role;
  said := tenant.settle_token(_code, 'Ustok', '@bot', NULL, 'Bot', 'https://p.line-scdn.net/' || _name, NULL, NULL, 200, 'r');
  RESET ROLE;
  RETURN concat_ws(' ', said.state, said.code);
END $$;
SELECT is(pg_temp.settle('acho_courier_definer', 'stok-b', 'line.pending'), 'pending line.pending', 'courier may');
SELECT is(pg_temp.settle('acho_link_definer', 'stok-a', NULL), 'proved', 'link may');
SELECT is(pg_temp.settle('acho_courier_definer', 'stok-b', NULL), 'refuted line.bot_taken', 'the diagnosis that holds is said');
SELECT is((SELECT found_name FROM tenant.proof WHERE account_id = tap.account_id('stok-b')), 'Bot', 'with whose it was');
SELECT results_eq($$SELECT account_id, token_id FROM tenant.messaging_token$$, $$VALUES (tap.account_id('stok-a'), tap.id('stok-a'))$$,
                  'each for the account that is set');
SELECT results_eq($$SELECT account_id, url, due_at FROM tenant.oa_picture$$, $$VALUES (tap.account_id('stok-a'), 'https://p.line-scdn.net/stok-a', now())$$,
                  'and its picture is wanted');
SELECT * FROM finish();
ROLLBACK;
