BEGIN;
SELECT plan(8);
SELECT tap.account(n), tap.oa(n, n || ' key'), tap.token(n, n || ' bot') FROM unnest(ARRAY['want-a', 'want-b']) AS n;
CREATE FUNCTION pg_temp.want(_name text, _url text, _role text DEFAULT 'acho_courier_definer') RETURNS text LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  EXECUTE 'SET LOCAL ROLE ' || _role;
  PERFORM tenant.want_picture(_url);
  RESET ROLE;
  RETURN (SELECT concat_ws(' ', url, media_type, tries, CASE WHEN due_at <= now() THEN 'due' END, CASE WHEN lease IS NOT NULL THEN 'leased' END)
            FROM tenant.oa_picture WHERE account_id = tap.account_id(_name));
END $$;
SELECT is(pg_temp.want('want-a', 'https://a/1', 'acho_link_definer'), 'https://a/1 0 due', 'link may want one');
SELECT is(pg_temp.want('want-b', 'https://b/1'), 'https://b/1 0 due', 'courier may');
UPDATE tenant.oa_picture SET media_type = 'image/png', width = 1, height = 1, bytes = '\x01', fetched_at = now(), tries = 3, due_at = NULL;
SELECT is(pg_temp.want('want-a', 'https://a/1'), 'https://a/1 image/png 3', 'the same address again is nothing new');
UPDATE tenant.oa_picture SET lease = tap.id('lease'), due_at = now() + interval '1 min';
SELECT is(pg_temp.want('want-a', 'https://a/2', 'acho_link_definer'), 'https://a/2 image/png 0 due', 'another one is fetched soon, whoever fetches the old one; which stays until then');
SELECT is(pg_temp.want('want-b', 'https://b/1'), 'https://b/1 image/png 3 leased', 'of another account nothing changed');
SELECT is(pg_temp.want('want-a', NULL, 'acho_link_definer'), NULL, 'none is none');
SELECT is(pg_temp.want('want-a', NULL), NULL, 'and stays so');
SELECT results_eq('SELECT account_id FROM tenant.oa_picture', $$VALUES (tap.account_id('want-b'))$$, 'only its own went');
SELECT * FROM finish();
ROLLBACK;
