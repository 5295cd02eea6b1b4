BEGIN;
SELECT no_plan();

-- Where an account's rows may be: every table with its number or its slug. What erase does not delete from has a
-- reason here, and what is in neither list fails.
CREATE TEMP TABLE spared (name text, because text);
INSERT INTO spared VALUES
  ('directory.idempotency', 'kept for 24 hours, and the account is 14 days old at least'),
  ('directory.reset_request', 'looked at within a second, and dropped when there is no such account');
CREATE TEMP VIEW place AS
SELECT DISTINCT (n.nspname || '.' || c.relname)::text COLLATE "default" AS name, a.attname::text AS col
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname IN ('account_id', 'slug')
 WHERE n.nspname IN ('tenant', 'directory') AND c.relkind IN ('r', 'p') AND NOT c.relispartition;
CREATE TEMP VIEW forgotten AS
SELECT p.name FROM place AS p
 WHERE NOT EXISTS (SELECT FROM spared AS s WHERE s.name = p.name)
   AND (SELECT prosrc FROM pg_proc WHERE oid = 'courier.erase()'::regprocedure) !~ ('DELETE FROM ' || replace(p.name, '.', '\.') || ' ');
SELECT is_empty('SELECT * FROM forgotten', 'no table is forgotten');
CREATE TABLE tenant.note (account_id bigint NOT NULL);
SELECT results_eq('SELECT * FROM forgotten', ARRAY['tenant.note'], '  and a new one would be');
DROP TABLE tenant.note;

-- Two accounts that have all there is; one leaves.
SELECT tap.account(n), tap.oa(n, n || ' key') FROM unnest(ARRAY['erase-a', 'erase-b']) AS n;
SELECT tap.login_channel(n, n || ' key'), tap.token(n, n || ' bot') FROM unnest(ARRAY['erase-a', 'erase-b']) AS n;
SELECT tap.call('login.attempt', tap.slug(n), n || '@example.com', tap.h(n || ' attempt')::text, '30'),
       tap.call('login.email_put', tap.h(n)::text, tap.slug(n), n || '-new@example.com', NULL, 'r'),
       tap.call('link.token_put', tap.h(n)::text, tap.slug(n), tap.id(n)::text, '\x01', 'false', '60')
  FROM unnest(ARRAY['erase-a', 'erase-b']) AS n;
INSERT INTO tenant.oa_picture (account_id, url) SELECT m.account_id, 'https://p.line-scdn.net/x' FROM tenant.messaging_token AS m;
INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, expires_at)
SELECT tap.h('erase' || m.account_id), m.account_id, 'reset', m.member_id, now() + interval '1 day' FROM tenant.member AS m;
UPDATE tenant.member SET verified_at = now();
SELECT tap.call('login.invite', tap.h(n)::text, tap.slug(n), n || '-colleague@example.com', 'viewer', NULL, 'r') FROM unnest(ARRAY['erase-a', 'erase-b']) AS n;
SELECT tap.call('login.consent', tap.h(n)::text, tap.slug(n), '2026-01', NULL, 'r') FROM unnest(ARRAY['erase-a', 'erase-b']) AS n;
INSERT INTO tenant.former_member (account_id, member_id, email) SELECT m.account_id, gen_random_uuid(), 'x@example.com' FROM tenant.member AS m;
SELECT tap.totp(n) FROM unnest(ARRAY['erase-a', 'erase-b']) AS n;
INSERT INTO directory.device (device_hash, account_id, member_id, expires_at)
SELECT tap.h('browser' || m.account_id), m.account_id, m.member_id, now() + interval '1 day' FROM tenant.member AS m;
INSERT INTO directory.release (bot_hash, account_id) SELECT tap.h('x'), m.account_id FROM tenant.member AS m;
INSERT INTO directory.key_wanted (account_id) SELECT m.account_id FROM tenant.member AS m;
SELECT tap.pool_key('erase pool ' || n), tap.call('link.key_new', tap.h(n)::text, tap.slug(n)) FROM unnest(ARRAY['erase-a', 'erase-b']) AS n;

CREATE TEMP TABLE number AS SELECT n AS name, tap.account_id(n) AS id, tap.slug(n) AS slug FROM unnest(ARRAY['erase-a', 'erase-b']) AS n;
CREATE FUNCTION pg_temp.left_of(_name text) RETURNS TABLE (place text, n bigint) LANGUAGE plpgsql
AS $$ DECLARE p record; BEGIN
  FOR p IN SELECT * FROM place LOOP
    EXECUTE format('SELECT count(*) FROM %s AS t JOIN number AS u ON u.name = %L AND t.%I::text = CASE %L WHEN ''slug'' THEN u.slug ELSE u.id::text END',
                   p.name, _name, p.col, p.col) INTO n;
    place := p.name || ' ' || p.col;
    IF n > 0 THEN RETURN NEXT; END IF;
  END LOOP;
END $$;
SELECT is_empty($$SELECT p.name || ' ' || p.col FROM place AS p WHERE p.name NOT IN (SELECT s.name FROM spared AS s)
                  EXCEPT SELECT l.place FROM pg_temp.left_of('erase-a') AS l$$, 'there is a row of it everywhere to begin with');
CREATE TEMP TABLE other AS SELECT * FROM pg_temp.left_of('erase-b');

CREATE FUNCTION pg_temp.step() RETURNS integer LANGUAGE sql AS $$ SELECT (tap.call('courier.erase') #>> '{}')::integer $$;
UPDATE tenant.account SET closing_at = now() - interval '14 days' + interval '1 s' WHERE account_id = tap.account_id('erase-a');
SELECT is(pg_temp.step(), 0, 'not before its time');
UPDATE tenant.account SET closing_at = now() - interval '14 days' WHERE account_id = tap.account_id('erase-a');
SELECT is(pg_temp.step(), 1, 'its time is over');
SELECT results_eq($$SELECT kind || ' ' || recipient FROM tenant.outbox WHERE account_id = tap.account_id('erase-a') AND state = 'waiting'$$,
  ARRAY['account_deleted erase-a@example.com'], 'its owner is told, and nobody is told anything else');
SELECT is(tap.call('login.account', NULL, tap.slug('erase-a')) ->> 'problem', 'not_found', 'nobody comes in any more');
SELECT is(tap.call('login.session', tap.h('erase-a')::text, tap.slug('erase-a')) ->> 'problem', 'session.required', 'and who was in is out');
SELECT is(tap.call('admin.resume', tap.slug('erase-a')) #>> '{}', 'not_found', 'the operator does not bring it back');
SELECT is(pg_temp.step(), 0, 'it waits for that mail');
UPDATE tenant.outbox SET state = 'delivered' WHERE kind = 'account_deleted';
SELECT is(pg_temp.step(), 1, 'which has gone');
SELECT is_empty($$SELECT * FROM pg_temp.left_of('erase-a')$$, 'no row of it is left anywhere');
SELECT results_eq($$SELECT * FROM pg_temp.left_of('erase-b') ORDER BY 1$$, 'SELECT * FROM other ORDER BY 1', 'the other account has lost nothing');
SELECT ok(NOT EXISTS (SELECT FROM directory.address WHERE address_hash = tap.h('erase-a@example.com')), 'its address is nobody''s');
SELECT is(pg_temp.step(), 0, 'there is nothing more to do');

-- What remains.
SELECT results_eq('SELECT accounts FROM directory.departure', ARRAY[1], 'one has left');
SELECT results_eq($$SELECT r FROM tap.rows_as('acho_report', 'SELECT accounts FROM report.departures') AS r$$, $$VALUES ('{"accounts": 1}'::jsonb)$$, 'as the report says');
SELECT throws_ok($$SELECT tap.account('erase-a')$$, '23505', NULL, 'its slug is never given again');

-- A mail that cannot be sent holds nothing up for ever; what is much goes in parts.
UPDATE tenant.account SET closing_at = now() - interval '20 days' WHERE account_id = tap.account_id('erase-b');
SELECT pg_temp.step();
UPDATE tenant.account SET goodbye_at = now() - interval '3 days' WHERE account_id = tap.account_id('erase-b');
INSERT INTO tenant.event (account_id, kind) SELECT tap.account_id('erase-b'), 'session.opened' FROM generate_series(1, 6000);
SELECT is(pg_temp.step(), 1, 'three days later it goes all the same');
SELECT ok((SELECT count(*) BETWEEN 1000 AND 1100 FROM tenant.event WHERE account_id = tap.account_id('erase-b')), 'part by part');
SELECT is(pg_temp.step(), 1, 'and the rest');
SELECT is_empty($$SELECT * FROM pg_temp.left_of('erase-b')$$, 'no row of it is left');
SELECT results_eq('SELECT accounts FROM directory.departure', ARRAY[2], 'two have left');
SELECT * FROM finish();
ROLLBACK;
