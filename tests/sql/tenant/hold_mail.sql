BEGIN;
SELECT plan(9);
SELECT tap.account('hold-a'), tap.account('hold-b'), tap.account('hold-c');
DELETE FROM tenant.outbox;
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, created_at, tries, subject_hash)
SELECT tap.account_id(a), tap.id(id), kind, recipient, now() - n * interval '1 min', tries, subject
  FROM (VALUES ('hold-a', 'h1', 'welcome', 'Hold@example.com', 9, 0, NULL::bytea), ('hold-b', 'h2', 'welcome', 'hold@example.com', 8, 0, NULL),
               ('hold-c', 'h3', 'welcome', 'hold@example.com', 7, 1, NULL), ('hold-c', 'h4', 'welcome', 'other@example.com', 7, 0, NULL),
               ('hold-a', 'r1', 'reset', 'hold@example.com', 6, 0, NULL), ('hold-a', 'r2', 'reset', 'hold@example.com', 4, 0, NULL),
               ('hold-a', 'r3', 'reset', 'hold@example.com', 5, 0, NULL), ('hold-b', 'r4', 'reset', 'hold@example.com', 1, 0, NULL),
               ('hold-a', 'r5', 'reset', 'hold@example.com', 1, 0, tap.h('another subject'))) AS v (a, id, kind, recipient, n, tries, subject);

CREATE FUNCTION pg_temp.hold(_name text, _mail text) RETURNS void LANGUAGE plpgsql
AS $$ BEGIN
  PERFORM set_config('acho.account', tap.account_id(_name)::text, true);
  SET LOCAL ROLE acho_courier_definer;
  PERFORM tenant.hold_mail(md5(_mail)::uuid, now() + interval '20 min');
  RESET ROLE;
END $$;
CREATE FUNCTION pg_temp.state(VARIADIC _mails text[]) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(o.state, ' ' ORDER BY m.n) FROM unnest(_mails) WITH ORDINALITY AS m (id, n) JOIN tenant.outbox AS o ON o.message_id = tap.id(m.id) $$;

SELECT pg_temp.hold('hold-a', 'h1');
SELECT is(pg_temp.state('h1', 'h2'), 'merged merged', 'welcomes to one address go into one list');
SELECT is(pg_temp.state('h3', 'h4'), 'waiting waiting', 'but not one that has been tried, nor one to another address');
SELECT results_eq($$SELECT address_hash, due_at FROM directory.find_mail$$, $$VALUES (tap.h('hold@example.com'), now() + interval '20 min')$$,
                  'the list comes when the window ends');
SELECT is((SELECT count(*) FROM tenant.outbox WHERE settled_at = now()), 2::bigint, 'merged mails are settled');

SELECT pg_temp.hold('hold-a', 'r1');
SELECT is(pg_temp.state('r1', 'r2', 'r3'), 'merged waiting merged', 'of other kinds the newest of the account waits');
SELECT is(pg_temp.state('r4', 'r5'), 'waiting waiting', 'those of other accounts and about other things do too');
SELECT pg_temp.hold('hold-a', 'r2');
SELECT is((SELECT due_at FROM tenant.outbox WHERE message_id = tap.id('r2')), now() + interval '20 min', 'until the window ends');
SELECT is(pg_temp.state('r2'), 'waiting', 'and is not lost');
SELECT is((SELECT count(*) FROM directory.find_mail), 1::bigint, 'no list stands in for it');

SELECT * FROM finish();
ROLLBACK;
