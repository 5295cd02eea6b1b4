BEGIN;
SELECT plan(20);
-- One address, three accounts; the last made speaks Japanese and writes the address its own way.
SELECT tap.account('fclaim'), tap.oa('fclaim', 'fclaim key');
SELECT tap.call('signup.create', NULL, NULL, 'phc', tap.slug('fclaim-2'), '<Two>', 'Second', 'fclaim@example.com', NULL, 'en'),
       tap.call('signup.create', NULL, NULL, 'phc', tap.slug('fclaim-3'), 'Three', 'Third', 'Fclaim@example.com', NULL, 'ja');
UPDATE tenant.account SET created_at = '2026-01-02 17:00+00' WHERE account_id = tap.account_id('fclaim');
UPDATE tenant.account SET created_at = '2026-02-02 03:00+00' WHERE account_id = tap.account_id('fclaim-2');
UPDATE tenant.account SET created_at = '2026-03-02 03:00+00' WHERE account_id = tap.account_id('fclaim-3');
UPDATE directory.session SET seen_at = '2026-03-31 16:00+00' WHERE account_id = tap.account_id('fclaim');

CREATE FUNCTION pg_temp.claim(_rows int DEFAULT 200, _hour text DEFAULT 'NULL', _day text DEFAULT 'NULL') RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT r -> 'r' FROM tap.rows_as('acho_courier', format('SELECT r FROM courier.find_claim(60, %s, %s, %s) AS r', _rows, _hour, _day)) AS r $$;
SELECT is_empty($$SELECT pg_temp.claim()$$, 'nothing asked, nothing to send');

SELECT tap.call('signup.find', 'FCLAIM@example.com');
CREATE TEMP TABLE claimed AS SELECT row_number() OVER () AS n, c AS mail FROM pg_temp.claim() AS c;
SELECT results_eq(
  $$SELECT mail ->> 'slug', mail ->> 'company', mail ->> 'oa_name', mail ->> 'created_on', mail ->> 'used_on' FROM claimed ORDER BY n$$,
  $$VALUES (tap.slug('fclaim-3'), 'Three', NULL, '2026-03-02', NULL), (tap.slug('fclaim-2'), '<Two>', NULL, '2026-02-02', NULL),
           (tap.slug('fclaim'), 'Company fclaim', 'OA fclaim', '2026-01-03', '2026-04-01')$$,
  'every account of the address, newest first, with what tells them apart; days of Taipei');
SELECT is((SELECT DISTINCT mail - ARRAY['lease', 'message_id', 'slug', 'company', 'oa_name', 'created_on', 'used_on'] FROM claimed),
          jsonb_build_object('tries', 1, 'created_at', now(), 'locale', 'ja', 'recipient', 'Fclaim@example.com', 'recipient_name', 'Third', 'total', 3),
          'as one mail to the address, in the language, of the newest account');
SELECT is_empty($$SELECT pg_temp.claim()$$, 'what is leased is not given twice');
SELECT is((SELECT due_at FROM directory.find_mail), now() + interval '60 s', 'for 60 s');
UPDATE directory.find_mail SET due_at = now();
SELECT is((SELECT jsonb_agg(c -> 'tries') FROM pg_temp.claim(2) AS c), '[2, 2]', 'a lapsed lease makes it due again, counted; no more rows than wanted');
SELECT is((SELECT DISTINCT mail ->> 'message_id' FROM claimed), (SELECT message_id::text FROM directory.find_mail), 'under the same Message-ID');
UPDATE directory.find_mail SET due_at = now();
SELECT is((SELECT c ->> 'total' FROM pg_temp.claim(1) AS c), '3', 'and the true number');

SELECT ok((SELECT tap.call('courier.mail_settle', lease::text, 'tempfail', 'rcpt 450', '15') FROM directory.find_mail) = 'true', 'a busy server');
SELECT is((SELECT due_at FROM directory.find_mail), now() + interval '15 s', 'is asked later');
UPDATE directory.find_mail SET due_at = now();
SELECT ok((SELECT tap.call('courier.mail_settle', lease::text, 'permfail', 'rcpt 550', '0') FROM (SELECT c ->> 'lease' AS lease FROM pg_temp.claim(1) AS c) AS l) = 'true', 'a refusal');
SELECT is((SELECT ARRAY[failed_at::text, last_status] FROM directory.find_mail), ARRAY[now()::text, 'rcpt 550'], 'stays for people to see');
SELECT is_empty($$SELECT pg_temp.claim()$$, 'and is not sent again');

-- Nobody's address.
SELECT tap.call('signup.find', 'nobody@fclaim.example'), tap.call('signup.find', 'nobody@fclaim.example');
SELECT is((SELECT c -> 'lease' FROM pg_temp.claim() AS c), 'null'::jsonb, 'an address without an account: nothing to send');
SELECT is((SELECT count(*) FROM directory.find_mail), 1::bigint, 'and nothing is left');

-- Requests and limits.
SELECT tap.call('signup.find', 'fclaim@example.com'), tap.call('signup.find', 'fclaim@example.com');
SELECT is((SELECT count(*) FROM pg_temp.claim(200, '1', '10')), 3::bigint, 'two requests');
SELECT is_empty($$SELECT pg_temp.claim(200, '1', '10')$$, 'are one list');
SELECT tap.call('signup.find', 'fclaim@example.com'), tap.call('signup.find', 'fclaim@example.com');
SELECT is((SELECT jsonb_agg(c -> 'lease') FROM pg_temp.claim(200, '1', '10') AS c), '[null]', 'over the limit there is nothing to send');
SELECT results_eq($$SELECT due_at FROM directory.find_mail WHERE tries = 0$$, $$VALUES (now() + interval '1 hour')$$, 'but one list when the hour ends');
UPDATE directory.find_mail SET due_at = now() WHERE tries = 0;
UPDATE directory.mail_count SET hour_ends_at = now();
SELECT is((SELECT count(*) FROM pg_temp.claim(200, '1', '10')), 3::bigint, 'which comes then');

SELECT * FROM finish();
ROLLBACK;
