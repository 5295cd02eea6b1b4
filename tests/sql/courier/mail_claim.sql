BEGIN;
SELECT plan(10);
SELECT tap.account('mclaim-a'), tap.account('mclaim-b');
UPDATE tenant.outbox SET due_at = now() - interval '1 minute' WHERE account_id = tap.account_id('mclaim-b');

CREATE TEMP TABLE claimed AS SELECT n, tap.call('courier.mail_claim', '60') AS mail FROM generate_series(1, 3) AS n;
SELECT is((SELECT mail - ARRAY['lease', 'message_id'] FROM claimed WHERE n = 1),
          jsonb_build_object('kind', 'welcome', 'slug', tap.slug('mclaim-b'), 'locale', 'en', 'recipient', 'mclaim-b@example.com',
                             'recipient_name', 'Contact mclaim-b', 'company', 'Company mclaim-b', 'tries', 1, 'created_at', now(),
                             'oa_name', NULL, 'oa_basic_id', NULL),
          'the mail that has waited longest, with all its template needs');
SELECT is((SELECT mail ->> 'slug' FROM claimed WHERE n = 2), tap.slug('mclaim-a'), 'then the next');
SELECT is((SELECT mail FROM claimed WHERE n = 3), NULL, 'then none: what is leased is not given twice');
SELECT isnt((SELECT mail ->> 'lease' FROM claimed WHERE n = 1), (SELECT mail ->> 'lease' FROM claimed WHERE n = 2), 'each has its own lease');
SELECT is((SELECT due_at FROM tenant.outbox WHERE account_id = tap.account_id('mclaim-a')), now() + interval '60 s', 'for 60 s');

-- A courier that died, and an Official Account entered meanwhile.
SELECT tap.oa('mclaim-a', 'mclaim key');
UPDATE tenant.outbox SET due_at = now() WHERE account_id = tap.account_id('mclaim-a');
CREATE TEMP TABLE again AS SELECT tap.call('courier.mail_claim', '60') AS mail;
SELECT is((SELECT mail ->> 'tries' FROM again), '2', 'a lapsed lease makes it due again, counted');
SELECT is((SELECT mail ->> 'message_id' FROM again), (SELECT mail ->> 'message_id' FROM claimed WHERE n = 2), 'under the same Message-ID');
SELECT is((SELECT ARRAY[mail ->> 'oa_name', mail ->> 'oa_basic_id'] FROM again), ARRAY['OA mclaim-a', '@mclaim-a'], 'with the Official Account as entered');
SELECT isnt((SELECT mail ->> 'lease' FROM again), (SELECT mail ->> 'lease' FROM claimed WHERE n = 2), 'under another lease');

UPDATE tenant.outbox SET state = 'failed', due_at = now();
SELECT is(tap.call('courier.mail_claim', '60'), NULL, 'what is settled is not sent');

SELECT * FROM finish();
ROLLBACK;
