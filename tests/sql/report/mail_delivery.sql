BEGIN;
SELECT plan(4);
CREATE FUNCTION pg_temp.rows() RETURNS SETOF text LANGUAGE sql
AS $$ SELECT concat_ws(' ', q ->> 'day', q ->> 'kind', q ->> 'mails', q ->> 'delivered', q ->> 'merged', q ->> 'waiting', q ->> 'failed',
                       coalesce(q ->> 'median_seconds', '-'), coalesce(q ->> 'slowest_seconds', '-'), coalesce(q ->> 'commonest_refusal', '-'))
        FROM tap.rows_as('acho_report', 'SELECT * FROM report.mail_delivery ORDER BY day, kind') AS q $$;
SELECT is_empty('SELECT pg_temp.rows()', 'no mail yet');
SELECT tap.account('rmail');
DELETE FROM tenant.outbox;
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, state, created_at, settled_at, last_status)
SELECT tap.account_id('rmail'), gen_random_uuid(), kind, 'whole.address@example.com', state, created, created + took * interval '1 second', said
  FROM (VALUES ('welcome', 'delivered', timestamptz '2026-03-02 15:00+00', 2, '250 ok'), ('welcome', 'delivered', timestamptz '2026-03-02 15:00+00', 4, '250 ok'),
               ('welcome', 'delivered', timestamptz '2026-03-02 15:00+00', 90, '250 ok'), ('reset', 'waiting', timestamptz '2026-03-02 16:00+00', NULL, NULL),
               ('reset', 'failed', timestamptz '2026-03-02 17:00+00', 9, '550 5.1.1 <whole.address@example.com> unknown'),
               ('reset', 'failed', timestamptz '2026-03-02 17:00+00', 9, '550 5.1.1 <whole.address@example.com> unknown'),
               ('reset', 'waiting', timestamptz '2026-03-02 17:00+00', NULL, 'could not reach whole.address@example.com'),
               ('reset', 'merged', timestamptz '2026-03-02 17:00+00', 1, NULL)) AS v (kind, state, created, took, said);
SELECT results_eq('SELECT pg_temp.rows()', ARRAY['2026-03-02 welcome 3 3 0 0 0 4.0 90.0 -', '2026-03-03 reset 5 0 1 2 2 - - 550'],
                  'a row a day of Taipei and kind');
SELECT unalike((SELECT string_agg(q::text, '') FROM tap.rows_as('acho_report', 'SELECT * FROM report.mail_delivery') AS q), '%whole%', 'what a mail server said shows no address');
DELETE FROM tenant.outbox WHERE state = 'failed';
SELECT is((SELECT r FROM pg_temp.rows() AS r WHERE r ~ 'reset'), '2026-03-03 reset 3 0 1 2 0 - - no answer', 'nor what we say when it is silent');
SELECT * FROM finish();
ROLLBACK;
