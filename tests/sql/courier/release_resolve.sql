BEGIN;
SELECT plan(20);
SELECT tap.account('rr-a'), tap.account('rr-b'), tap.account('rr-c'), tap.account('rr-d'), tap.account('rr-e'), tap.account('rr-f');
DELETE FROM tenant.outbox;
INSERT INTO directory.bot (bot_hash, account_id) VALUES (tap.h('rr bot'), tap.account_id('rr-a'));
CREATE FUNCTION pg_temp.ask(VARIADIC _names text[]) RETURNS void LANGUAGE sql
AS $$ INSERT INTO directory.release (bot_hash, account_id) SELECT tap.h('rr bot'), tap.account_id(n) FROM unnest(_names) AS n
      ON CONFLICT (bot_hash, account_id) DO UPDATE SET asked_at = now(), mailed_at = NULL, released_at = NULL, told_at = NULL $$;
CREATE FUNCTION pg_temp.resolve() RETURNS text LANGUAGE sql AS $$ SELECT tap.call('courier.release_resolve')::text $$;
CREATE FUNCTION pg_temp.mails() RETURNS text LANGUAGE plpgsql
AS $$ DECLARE said text; BEGIN
  said := (SELECT string_agg(kind || ' to ' || split_part(recipient, '@', 1), ', ' ORDER BY kind, recipient) FROM tenant.outbox);
  DELETE FROM tenant.outbox;
  RETURN said;
END $$;
-- The account lets it go.
CREATE FUNCTION pg_temp.free() RETURNS void LANGUAGE sql
AS $$ DELETE FROM directory.bot WHERE bot_hash = tap.h('rr bot'); UPDATE directory.release SET released_at = now() WHERE released_at IS NULL $$;

SELECT is(pg_temp.resolve(), '0', 'nobody asks');
SELECT pg_temp.ask('rr-b');
SELECT is(pg_temp.resolve(), '1', 'one asks');
SELECT results_eq($$SELECT account_id, kind, recipient, subject_hash FROM tenant.outbox$$,
  $$VALUES (tap.account_id('rr-a'), 'release', 'rr-a@example.com', tap.h('rr bot'))$$,
  'who has it gets a mail about it, in which nothing says who asks');
DELETE FROM tenant.outbox;
SELECT is(pg_temp.resolve(), '0', 'one');
SELECT pg_temp.ask('rr-c', 'rr-d', 'rr-e', 'rr-f');
SELECT is(pg_temp.resolve(), '4', 'four more ask');
SELECT is(pg_temp.mails(), 'release to rr-a, release to rr-a', 'three mails a day are enough');

SELECT pg_temp.free();
SELECT is(pg_temp.resolve(), '5', 'it is free');
SELECT is(pg_temp.mails(), 'released to rr-b, released to rr-c, released to rr-d, released to rr-e, released to rr-f', 'all are told');
SELECT is(pg_temp.resolve(), '0', 'once');
SELECT is((SELECT count(*) FROM directory.release WHERE told_at = now()), 5::bigint, 'and it is remembered for a while');

-- Free before the mail went out.
SELECT pg_temp.ask('rr-b');
SELECT is(pg_temp.resolve(), '2', 'a request for one that is free by now');
SELECT is(pg_temp.mails(), 'released to rr-b', 'is answered at once');
INSERT INTO directory.bot (bot_hash, account_id) VALUES (tap.h('rr bot'), tap.account_id('rr-a'));
SELECT pg_temp.ask('rr-b'), pg_temp.free();
SELECT is(pg_temp.resolve() || ' ' || pg_temp.mails(), '1 released to rr-b', 'freed before the courier came by, likewise');

-- Pointless.
INSERT INTO directory.bot (bot_hash, account_id) VALUES (tap.h('rr bot'), tap.account_id('rr-b'));
SELECT pg_temp.ask('rr-b');
SELECT is(pg_temp.resolve(), '1', 'whoever asked has it by now');
SELECT is(pg_temp.mails(), NULL, 'no mail');
SELECT is_empty($$SELECT FROM directory.release WHERE account_id = tap.account_id('rr-b')$$, 'and the request is dropped');
UPDATE directory.release SET released_at = now(), told_at = NULL WHERE account_id = tap.account_id('rr-c');
SELECT is(pg_temp.resolve(), '1', 'freed, and linked by another before this one was told');
SELECT is(pg_temp.mails(), NULL, 'no mail: it would send them into the same refusal');
SELECT is_empty($$SELECT FROM directory.release WHERE account_id = tap.account_id('rr-c')$$, 'and they may ask again at once');
INSERT INTO directory.bot (bot_hash, account_id) VALUES (tap.h('rr other'), tap.account_id('rr-d'));
DELETE FROM directory.bot WHERE bot_hash = tap.h('rr bot');
UPDATE directory.release SET released_at = now(), told_at = NULL WHERE account_id IN (tap.account_id('rr-d'), tap.account_id('rr-e'));
SELECT is(pg_temp.resolve() || ' ' || pg_temp.mails(), '2 released to rr-e', 'who has linked another one meanwhile is left in peace');
SELECT * FROM finish();
ROLLBACK;
