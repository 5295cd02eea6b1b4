BEGIN;
SELECT plan(21);
SELECT tap.account('mclaim-a'), tap.account('mclaim-b');
UPDATE tenant.outbox SET due_at = now() - interval '1 minute' WHERE account_id = tap.account_id('mclaim-b');

CREATE TEMP TABLE claimed AS SELECT n, tap.call('courier.mail_claim', '60') AS mail FROM generate_series(1, 3) AS n;
SELECT is((SELECT mail - ARRAY['lease', 'message_id'] FROM claimed WHERE n = 1),
          jsonb_build_object('kind', 'welcome', 'slug', tap.slug('mclaim-b'), 'locale', 'en', 'recipient', 'mclaim-b@example.com',
                             'recipient_name', 'Contact mclaim-b', 'company', 'Company mclaim-b', 'tries', 1, 'created_at', now(),
                             'oa_name', NULL, 'oa_basic_id', NULL, 'deletes_on', NULL, 'inviter', NULL, 'role', NULL),
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

-- An invitation says who invites, while that is a member, and what the invited will be.
UPDATE tenant.member SET verified_at = now() WHERE account_id = tap.account_id('mclaim-b');
SELECT tap.call('login.invite', tap.h('mclaim-b')::text, tap.slug('mclaim-b'), 'mclaim-c@example.com', 'viewer', NULL, 'r');
CREATE TEMP TABLE invited AS SELECT tap.call('courier.mail_claim', '60') AS mail;
SELECT is((SELECT ARRAY[mail ->> 'recipient', mail ->> 'inviter', mail ->> 'role'] FROM invited), ARRAY['mclaim-c@example.com', 'mclaim-b@example.com', 'viewer'], 'who invites, and to what');
UPDATE tenant.invitation SET invited_by = gen_random_uuid() WHERE email = 'mclaim-c@example.com';
UPDATE tenant.outbox SET due_at = now() WHERE kind = 'invitation';
SELECT is((SELECT ARRAY[mail ->> 'kind', mail ->> 'inviter', mail ->> 'role'] FROM (SELECT tap.call('courier.mail_claim', '60') AS mail) AS m), ARRAY['invitation', NULL, 'viewer'], 'who has left is not named');

UPDATE tenant.outbox SET state = 'failed', due_at = now();
SELECT is(tap.call('courier.mail_claim', '60'), NULL, 'what is settled is not sent');

-- Limits: welcomes an address, in all accounts; other kinds an account.
DELETE FROM tenant.outbox;
SELECT tap.call('signup.create', NULL, NULL, 'phc', tap.slug('mclaim-' || n), 'C', 'C', 'Mclaim@example.com', NULL, 'en') FROM generate_series(1, 5) AS n;
SELECT is((SELECT count(*) FROM (SELECT tap.call('courier.mail_claim', '60', '2', '10') AS m FROM generate_series(1, 2) OFFSET 0) AS c WHERE m ->> 'lease' IS NOT NULL), 2::bigint, 'as many welcomes as may be');
SELECT is(tap.call('courier.mail_claim', '60', '2', '10') -> 'lease', 'null', 'over it nothing is given, but there may be more');
SELECT is((SELECT string_agg(state, ' ' ORDER BY state) FROM tenant.outbox), 'merged merged merged waiting waiting', 'the others have gone together');
SELECT results_eq($$SELECT address_hash, due_at FROM directory.find_mail$$, $$VALUES (tap.h('mclaim@example.com'), now() + interval '1 hour')$$, 'into one list');
SELECT is(tap.call('courier.mail_claim', '60', '2', '10'), NULL, 'and that is all');
UPDATE tenant.outbox SET due_at = now() WHERE state = 'waiting';
SELECT is(tap.call('courier.mail_claim', '60', '2', '10') ->> 'tries', '2', 'a mail that was counted is tried again without');

DELETE FROM tenant.outbox;
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, created_at)
SELECT tap.account_id(a), gen_random_uuid(), 'released', 'mclaim@example.com', now() - n * interval '1 min'
  FROM unnest(ARRAY['mclaim-a', 'mclaim-b']) AS a, generate_series(1, 3) AS n;
SELECT is((SELECT jsonb_object_agg(slug, n) FROM (SELECT m ->> 'slug' AS slug, count(*) AS n FROM (SELECT tap.call('courier.mail_claim', '60', '1', '10') AS m FROM generate_series(1, 6) OFFSET 0) AS c
            WHERE m ->> 'lease' IS NOT NULL GROUP BY 1) AS g),
          jsonb_build_object(tap.slug('mclaim-a'), 1, tap.slug('mclaim-b'), 1), 'one an account, where that is the limit');
SELECT is((SELECT count(*) FROM tenant.outbox WHERE state = 'waiting' AND tries = 0 AND due_at = now() + interval '1 hour'), 2::bigint, 'the newest of each waits');
SELECT is((SELECT count(*) FROM tenant.outbox WHERE state = 'merged'), 2::bigint, 'for the one between');

SELECT * FROM finish();
ROLLBACK;
