BEGIN;
SELECT no_plan();
SELECT tap.account('wset-a'), tap.oa('wset-a', 'wset key'), tap.login_channel('wset-a', 'wset key'), tap.token('wset-a', 'wset bot');
DELETE FROM tenant.event;
DELETE FROM tenant.outbox;

-- Ask about a step now and settle it; every day, confirm in an hour.
CREATE FUNCTION pg_temp.settle(_step text, _code text, _status integer, _request text DEFAULT 'r', _retry_after integer DEFAULT NULL) RETURNS text LANGUAGE plpgsql
AS $$
DECLARE lease text;
BEGIN
  UPDATE tenant.watch SET due_at = now() - interval '1 s' WHERE step = _step AND account_id = tap.account_id('wset-a');
  lease := (SELECT c ->> 'lease' FROM tap.rows_as('acho_courier', 'SELECT * FROM courier.watch_claim(10, 60)') AS c);
  RETURN tap.call('courier.watch_settle', lease, _code, _status::text, _request, 'TOKEN', '86400', '3600', NULL, _retry_after::text) #>> '{}';
END $$;
CREATE FUNCTION pg_temp.older(_by interval) RETURNS void LANGUAGE sql
AS $$ UPDATE tenant.watch SET refused_at = refused_at - _by $$;
CREATE FUNCTION pg_temp.next(_step text DEFAULT 'messaging_token') RETURNS numeric LANGUAGE sql
AS $$ SELECT extract(epoch FROM due_at - now()) FROM tenant.watch WHERE step = _step AND account_id = tap.account_id('wset-a') $$;
CREATE FUNCTION pg_temp.told() RETURNS text LANGUAGE sql
AS $$ SELECT concat_ws(' | ', (SELECT string_agg(kind, ', ' ORDER BY kind) FROM tenant.outbox),
                              (SELECT string_agg(kind || ' ' || step || ' ' || coalesce(code, '-'), ', ' ORDER BY kind, code) FROM tenant.event)) $$;

SELECT is(tap.call('courier.watch_settle', tap.id('none')::text, NULL, '200', 'r', 'TOKEN', '86400', '3600'), 'null', 'without the lease nothing');
SELECT is(pg_temp.settle('messaging_token', NULL, 200), 'healthy', 'LINE takes it');
SELECT ok(pg_temp.next() BETWEEN 0.9 * 86400 AND 1.1 * 86400, 'asked again in a day, more or less a tenth');
SELECT results_eq($$SELECT checked_at, refused_at, code, tries, lease, line_call, line_status, line_request_id FROM tenant.watch WHERE step = 'messaging_token'$$,
  $$VALUES (now(), NULL::timestamptz, NULL, 0, NULL::uuid, 'TOKEN', 200, 'r')$$, 'and what it said is kept');
UPDATE tenant.watch SET checked_at = now() - interval '1 day';

-- Silence, in all its forms.
SELECT is(pg_temp.settle('messaging_token', code, status), 'unclear', format('%s with %s says nothing', code, coalesce(status::text, 'no answer')))
  FROM (VALUES ('line.pending', NULL), ('line.pending', 429), ('line.pending', 503), ('line.pending', 400), ('line.unexpected', 429),
               ('line.token_invalid', NULL), ('line.token_invalid', 500), ('line.token_other_oa', 200), ('line.unexpected', 302)) AS v (code, status);
SELECT ok(pg_temp.next() BETWEEN 1800 AND 3600, 'asked again within the hour');
SELECT results_eq($$SELECT checked_at, refused_at, code, tries, line_status FROM tenant.watch WHERE step = 'messaging_token'$$,
  $$VALUES (now() - interval '1 day', NULL::timestamptz, NULL, 9, 200)$$, 'and nothing has changed');
SELECT is(pg_temp.told(), '', 'nobody is told');

-- Refused, and again too soon.
SELECT is(pg_temp.settle('messaging_token', 'line.token_invalid', 401, 'first'), 'doubted', 'a first refusal');
SELECT is(pg_temp.next(), 3600.000000, 'asked again in an hour');
SELECT pg_temp.older('59 minutes');
SELECT is(pg_temp.settle('messaging_token', 'line.token_invalid', 401), 'doubted', 'a second one before the hour is over');
SELECT is(pg_temp.next(), 60.000000, 'asked again when it is');
SELECT is(pg_temp.told(), '', 'nobody is told');
SELECT is(pg_temp.settle('messaging_token', 'line.pending', 503), 'unclear', 'silence in between');
SELECT pg_temp.settle('messaging_token', 'line.pending', 503, 'r', 3500);
SELECT ok(pg_temp.next() BETWEEN 3500 AND 3600, 'and later when LINE says so');
SELECT pg_temp.settle('messaging_token', 'line.pending', 503, 'r', 10);
SELECT ok(pg_temp.next() BETWEEN 1800 AND 3600, 'but not sooner');
SELECT is((SELECT refused_at FROM tenant.watch WHERE step = 'messaging_token'), now() - interval '59 minutes', 'makes nothing undone');
SELECT is(pg_temp.settle('messaging_token', NULL, 200), 'healthy', 'LINE takes it after all');
SELECT is(pg_temp.settle('messaging_token', 'line.token_invalid', 401), 'doubted', 'the count starts anew');
SELECT is((SELECT refused_at FROM tenant.watch WHERE step = 'messaging_token'), now(), 'from now');

-- Refuted.
SELECT pg_temp.older('1 hour');
SELECT is(pg_temp.settle('messaging_token', 'line.token_invalid', 401, 'second'), 'refuted', 'a second refusal an hour later');
SELECT ok(pg_temp.next() BETWEEN 0.9 * 86400 AND 1.1 * 86400, 'it stays watched');
SELECT is(pg_temp.told(), 'messaging_token_broken | watch.refuted messaging_token line.token_invalid', 'one mail, one event');
SELECT is((SELECT recipient FROM tenant.outbox), 'wset-a@example.com', 'to the owner');
SELECT results_eq($$SELECT account_id, line_call, line_status, line_request_id FROM tenant.event$$,
  $$VALUES (tap.account_id('wset-a'), 'TOKEN', 401, 'second')$$, 'with what LINE''s support will ask for');
UPDATE tenant.watch SET refuted_at = now() - interval '2 days', refused_at = now() - interval '2 days' WHERE step = 'messaging_token';
SELECT is(pg_temp.settle('messaging_token', 'line.token_restricted', 403), 'refuted', 'the next day again, for another reason');
SELECT is(pg_temp.settle('messaging_token', 'line.pending', NULL), 'unclear', 'then silence');
SELECT results_eq($$SELECT refuted_at, code FROM tenant.watch WHERE step = 'messaging_token'$$,
  $$VALUES (now() - interval '2 days', 'line.token_restricted')$$, 'it is refuted still');
SELECT is(pg_temp.told(), 'messaging_token_broken | watch.refuted messaging_token line.token_invalid', 'and is not told of twice');

-- Recovered.
SELECT is(pg_temp.settle('messaging_token', NULL, 200), 'recovered', 'LINE takes it again');
SELECT is(pg_temp.settle('messaging_token', NULL, 200), 'healthy', 'and again');
SELECT is(pg_temp.told(), 'messaging_token_broken, messaging_token_recovered | watch.recovered messaging_token -, watch.refuted messaging_token line.token_invalid',
          'one mail, one event');
SELECT results_eq($$SELECT refused_at, refuted_at, code FROM tenant.watch WHERE step = 'messaging_token'$$,
  $$VALUES (NULL::timestamptz, NULL::timestamptz, NULL)$$, 'nothing is left of it');

-- The Login channel likewise.
SELECT is(pg_temp.settle('login_channel', 'line.kid_unknown', 404), 'doubted', 'a kid that LINE no longer knows');
SELECT pg_temp.older('1 hour');
SELECT is(pg_temp.settle('login_channel', 'line.kid_unknown', 404), 'refuted', 'an hour later too');
SELECT is(pg_temp.settle('login_channel', NULL, 200), 'recovered', 'and back');
SELECT is((SELECT array_agg(kind ORDER BY kind) FROM tenant.outbox WHERE kind ~ '^login'), ARRAY['login_channel_broken', 'login_channel_recovered'],
          'the mails are its own');

-- What is kept of it does not open: damaged, it is refuted at once, and is no word of LINE's; locked, it is left alone.
DELETE FROM tenant.event;
DELETE FROM tenant.outbox;
SELECT is(pg_temp.settle('messaging_token', 'vault.locked', NULL), 'unclear', 'our keyring lacks its master');
SELECT ok(pg_temp.next() BETWEEN 1800 AND 3600, 'looked at again within the hour');
SELECT is(pg_temp.settle('messaging_token', 'vault.locked', NULL), 'unclear', 'and still does');
SELECT results_eq($$SELECT refused_at, refuted_at, code, locked_at FROM tenant.watch WHERE step = 'messaging_token'$$,
  $$VALUES (NULL::timestamptz, NULL::timestamptz, NULL, now())$$, 'which is seen');
SELECT is((SELECT code FROM report.token_health WHERE slug = tap.slug('wset-a') AND step = 'messaging_token'), 'vault.locked', 'by the vendor too');
SELECT is(pg_temp.told(), 'vault.unreadable messaging_token vault.locked', 'one event, no mail');
SELECT is(pg_temp.settle('messaging_token', 'line.pending', NULL), 'unclear', 'it opens, and LINE is silent');
SELECT is((SELECT locked_at FROM tenant.watch WHERE step = 'messaging_token'), NULL, 'nothing more to see');
SELECT is(pg_temp.settle('messaging_token', 'vault.unreadable', NULL), 'refuted', 'damaged: once is enough');
SELECT ok(pg_temp.next() BETWEEN 0.9 * 86400 AND 1.1 * 86400, 'it stays watched');
SELECT is(pg_temp.settle('messaging_token', 'vault.unreadable', NULL), 'refuted', 'and again');
SELECT is(pg_temp.settle('messaging_token', 'vault.locked', NULL), 'unclear', 'then locked');
SELECT is((SELECT code FROM tenant.watch WHERE step = 'messaging_token'), 'vault.unreadable', 'it is refuted still');
SELECT is(pg_temp.told(), 'vault_unreadable | vault.unreadable messaging_token vault.locked, vault.unreadable messaging_token vault.locked, vault.unreadable messaging_token vault.unreadable', 'one mail, an event each time it changes');
SELECT is(pg_temp.settle('messaging_token', NULL, 200), 'recovered', 'put right, LINE takes it');

-- Where the picture is kept, when LINE says so.
CREATE FUNCTION pg_temp.pictured(_step text, _code text, _status text, _url text) RETURNS text LANGUAGE plpgsql
AS $$
DECLARE lease text;
BEGIN
  UPDATE tenant.watch SET due_at = now() - interval '1 s' WHERE step = _step AND account_id = tap.account_id('wset-a');
  lease := (SELECT c ->> 'lease' FROM tap.rows_as('acho_courier', 'SELECT * FROM courier.watch_claim(10, 60)') AS c);
  PERFORM tap.call('courier.watch_settle', lease, _code, _status, 'r', 'BOT_INFO', '86400', '3600', _url);
  RETURN (SELECT concat_ws(' ', coalesce(m.picture_url, '-'), coalesce(p.url, '-'))
            FROM tenant.messaging_token AS m LEFT JOIN tenant.oa_picture AS p USING (account_id));
END $$;
SELECT is(pg_temp.pictured('messaging_token', NULL, '200', 'https://a/1'), 'https://a/1 https://a/1', 'a picture is noted and wanted');
SELECT is(pg_temp.pictured('messaging_token', NULL, '200', NULL), 'https://a/1 https://a/1', 'not said is not gone');
SELECT is(pg_temp.pictured('login_channel', NULL, '200', 'https://a/2'), 'https://a/1 https://a/1', 'a Login channel says nothing about it');
SELECT is(pg_temp.pictured('messaging_token', 'line.token_other_oa', '200', 'https://a/2'), 'https://a/1 https://a/1', 'nor does a token of another');
SELECT is(pg_temp.pictured('messaging_token', NULL, '200', 'https://a/2'), 'https://a/2 https://a/2', 'another one takes its place');
SELECT is(pg_temp.pictured('messaging_token', NULL, '200', ''), '- -', 'taken away at LINE, it goes here');

-- A lapsed lease counts while nobody has taken it over.
UPDATE tenant.watch SET due_at = now() - interval '1 s' WHERE step = 'login_channel';
CREATE TEMP TABLE held AS SELECT c ->> 'lease' AS lease FROM tap.rows_as('acho_courier', 'SELECT * FROM courier.watch_claim(1, 0)') AS c;
CREATE TEMP TABLE taken AS SELECT c ->> 'lease' AS lease FROM tap.rows_as('acho_courier', 'SELECT * FROM courier.watch_claim(1, 0)') AS c;
SELECT is(tap.call('courier.watch_settle', lease, NULL, '200', 'r', 'TOKEN', '86400', '3600'), 'null', 'taken over: nothing') FROM held;
SELECT is(tap.call('courier.watch_settle', lease, NULL, '200', 'r', 'TOKEN', '86400', '3600'), '"healthy"', 'lapsed, but held') FROM taken;
SELECT is(tap.call('courier.watch_settle', lease, NULL, '200', 'r', 'TOKEN', '86400', '3600'), 'null', 'an answer is good once') FROM taken;
SELECT * FROM finish();
ROLLBACK;
