BEGIN;
SELECT plan(9);
SELECT tap.account(n), tap.oa(n, n || ' key'), tap.token(n, n || ' bot') FROM unnest(ARRAY['pic-a', 'pic-b']) AS n;
INSERT INTO tenant.oa_picture (account_id, url, due_at)
VALUES (tap.account_id('pic-a'), 'https://a/1', now() - interval '1 s'), (tap.account_id('pic-b'), 'https://b/1', now() - interval '2 s');
CREATE FUNCTION pg_temp.claim(_seconds integer DEFAULT 60) RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT q FROM tap.rows_as('acho_courier', format('SELECT * FROM courier.picture_claim(%s)', _seconds)) AS q $$;
CREATE TEMP TABLE claimed AS SELECT c FROM pg_temp.claim() AS c;
SELECT results_eq($$SELECT c ->> 'url' FROM claimed$$, ARRAY['https://b/1'], 'one at a time, that which has been due longest');
SELECT results_eq($$SELECT lease::text, tries, due_at FROM tenant.oa_picture WHERE account_id = tap.account_id('pic-b')$$,
  $$SELECT c ->> 'lease', 1, now() + interval '60 s' FROM claimed$$, 'leased, counted, and due again when the lease ends');
SELECT results_eq($$SELECT c ->> 'url' FROM pg_temp.claim() AS c$$, ARRAY['https://a/1'], 'what is leased is not given twice');
SELECT is_empty('SELECT pg_temp.claim()', 'then none is left');
UPDATE tenant.oa_picture SET due_at = now() WHERE account_id = tap.account_id('pic-b');
SELECT isnt((SELECT c ->> 'lease' FROM pg_temp.claim() AS c), (SELECT c ->> 'lease' FROM claimed), 'a lapsed lease becomes another one');
UPDATE tenant.oa_picture SET due_at = now(), tries = 7 WHERE account_id = tap.account_id('pic-b');
SELECT is((SELECT count(*) FROM pg_temp.claim()), 1::bigint, 'an eighth time');
UPDATE tenant.oa_picture SET due_at = now() WHERE account_id = tap.account_id('pic-b');
SELECT is_empty('SELECT pg_temp.claim()', 'but no ninth');
SELECT results_eq($$SELECT due_at, lease FROM tenant.oa_picture WHERE account_id = tap.account_id('pic-b')$$, $$VALUES (NULL::timestamptz, NULL::uuid)$$,
  'it is given up');
UPDATE tenant.oa_picture SET due_at = NULL, lease = NULL;
SELECT is_empty('SELECT pg_temp.claim()', 'what is not due is never claimed');
SELECT * FROM finish();
ROLLBACK;
