BEGIN;
SELECT plan(5);
SELECT tap.account('free-a'), tap.account('free-b'), tap.account('free-c');
CREATE FUNCTION pg_temp.free(_name text, _keep bytea) RETURNS void LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  SET LOCAL ROLE acho_courier_definer; PERFORM directory.free_bot(_keep); RESET ROLE;
END $$;
INSERT INTO directory.bot (bot_hash, account_id) VALUES (tap.h('free 1'), tap.account_id('free-a')), (tap.h('free 2'), tap.account_id('free-a')),
                                                       (tap.h('free 3'), tap.account_id('free-b'));
INSERT INTO directory.release (bot_hash, account_id, released_at)
VALUES (tap.h('free 1'), tap.account_id('free-c'), NULL), (tap.h('free 1'), tap.account_id('free-b'), now() - interval '1 day'),
       (tap.h('free 2'), tap.account_id('free-c'), NULL);
SELECT pg_temp.free('free-a', tap.h('free 2'));
SELECT set_eq($$SELECT bot_hash FROM directory.bot$$, ARRAY[tap.h('free 2'), tap.h('free 3')], 'all but the one that is kept, and its own alone');
SELECT set_eq($$SELECT account_id FROM directory.release WHERE released_at = now()$$, ARRAY[tap.account_id('free-c')], 'who asked for it will be told');
SELECT is((SELECT released_at FROM directory.release WHERE account_id = tap.account_id('free-b')), now() - interval '1 day', 'once');
SELECT pg_temp.free('free-a', NULL);
SELECT set_eq($$SELECT bot_hash FROM directory.bot$$, ARRAY[tap.h('free 3')], 'every one');
SELECT is((SELECT count(*) FROM directory.release WHERE released_at IS NULL), 0::bigint, 'and who asked for that one');
SELECT * FROM finish();
ROLLBACK;
