-- What a house holds after 395 days, written set by set; run by tests/bench/seed as superuser, on an empty house.
--
-- Each row is one that the product would have written: the same columns, states that go together, events for what is
-- there, and nothing that courier.retention would have taken. Sealed values are random bytes of the right length.
-- Session cookies are sha256('cookie N') for every third account. Skew: sign-ups grow day by day, a third of all
-- accounts belong to agencies, few of which have many; each step loses some, for a minute or for ever; logins are
-- the faithful few's (n ~ u^2.5).
\set ON_ERROR_STOP on
SET session_replication_role = replica; -- foreign keys are checked at the end, all at once
SET work_mem = '256MB';
SET jit = off;
SELECT setseed(0.42) \g /dev/null
SELECT now() AS now \gset

CREATE FUNCTION pg_temp.slug(_n bigint) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN translate(lower(left(encode(sha256(_n::text::bytea), 'base64'), 13)), 'ilou+/', '012345');
-- Half a minute to a week later, most of them soon; NULL when that is still to come.
CREATE FUNCTION pg_temp.later(_at timestamptz, _u double precision) RETURNS timestamptz LANGUAGE sql STABLE
  RETURN CASE WHEN _at + 30 * 20000 ^ _u * interval '1 s' < now() THEN _at + 30 * 20000 ^ _u * interval '1 s' END;
CREATE FUNCTION pg_temp.id(_what text, _n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN md5(_what || _n)::uuid;
CREATE FUNCTION pg_temp.hash(_what text, _n bigint) RETURNS bytea LANGUAGE sql IMMUTABLE RETURN sha256((_what || _n)::bytea);
-- So many bytes, other ones for every n.
CREATE TEMP TABLE noise AS
SELECT i, (SELECT string_agg(sha256((i || ' ' || j)::text::bytea), '') FROM generate_series(1, 40) AS j) AS bytes FROM generate_series(0, 63) AS i;
CREATE FUNCTION pg_temp.sealed(_bytes bytea, _n bigint, _length integer) RETURNS bytea LANGUAGE sql IMMUTABLE
  RETURN '\x00000001'::bytea || substr(sha256(_n::text::bytea) || _bytes, 1, _length - 4);

-- ---- How each account has fared --------------------------------------------------------------------

CREATE TEMP TABLE house AS
SELECT n, pg_temp.slug(n) AS slug, pg_temp.id('member', n) AS member_id, created,
       CASE WHEN n % 3 = 1 THEN 'office' || floor(greatest(:accounts / 12, 1) * random() ^ 3)::bigint || '@agency.example' ELSE 'owner' || n || '@shop.example' END AS email,
       CASE WHEN random() < 0.9 THEN pg_temp.later(created, random()) END AS verified,
       CASE WHEN random() < 0.82 THEN pg_temp.later(created, random()) END AS oa,
       random() AS channel_luck, random() AS token_luck, floor(-ln(1 - random()) * 0.9)::integer AS refusals, floor(-ln(1 - random()) * 0.5)::integer AS token_refusals,
       random() AS u1, random() AS u2, random() AS u3, random() AS u4,
       CASE WHEN random() < 0.005 THEN pg_temp.later(created, 0.99) END AS suspended,
       CASE WHEN random() < 0.003 AND created < :'now'::timestamptz - interval '14 days' THEN :'now'::timestamptz - random() * interval '13 days' END AS closing
  FROM (SELECT n, :'now'::timestamptz - interval '395 days' * (1 - sqrt(n::double precision / :accounts)) - interval '1 minute' AS created
          FROM generate_series(1, :accounts) AS n) AS g;
CREATE TEMP TABLE fared AS
SELECT *,
       CASE WHEN channel_luck < 0.78 THEN pg_temp.later(oa, u1) END AS channel,
       CASE WHEN channel_luck < 0.88 THEN pg_temp.later(oa, u1 * 0.9) END AS channel_pasted,
       CASE WHEN u4 < 0.74 THEN pg_temp.later(oa, u2) END AS ticked,
       CASE WHEN token_luck < 0.62 THEN pg_temp.later(oa, u3) END AS token,
       CASE WHEN token_luck < 0.68 THEN pg_temp.later(oa, u3 * 0.9) END AS token_pasted,
       (ARRAY['line.kid_unknown', 'line.kid_unknown', 'line.kid_unknown', 'line.channel_mismatch', 'line.key_mismatch', 'line.not_login_channel'])[1 + floor(u2 * 6)] AS channel_code,
       (ARRAY['line.token_invalid', 'line.token_invalid', 'line.token_other_oa', 'line.token_login_channel'])[1 + floor(u1 * 4)] AS token_code
  FROM house;
DROP TABLE house;
-- Values that LINE took and no longer takes; a paste that waits for LINE.
ALTER TABLE fared ADD channel_lost timestamptz, ADD token_lost timestamptz, ADD waits boolean NOT NULL DEFAULT false;
UPDATE fared SET token_lost = greatest(token, :'now'::timestamptz - u1 * interval '60 days') WHERE token IS NOT NULL AND u2 < 0.02 AND suspended IS NULL;
UPDATE fared SET channel_lost = greatest(channel, :'now'::timestamptz - u3 * interval '60 days') WHERE channel IS NOT NULL AND u4 < 0.01 AND suspended IS NULL;
UPDATE fared SET waits = true WHERE channel IS NULL AND channel_pasted > :'now'::timestamptz - interval '1 hour' AND suspended IS NULL;
ANALYZE fared;

-- ---- Accounts and people ---------------------------------------------------------------------------

INSERT INTO directory.slug (slug, account_id, created_at) OVERRIDING SYSTEM VALUE SELECT slug, n, created FROM fared;
SELECT setval(pg_get_serial_sequence('directory.slug', 'account_id'), :accounts) \g /dev/null
INSERT INTO tenant.account (account_id, slug, company, contact, phone, locale, created_at, suspended_at, closing_at, totp_required_at)
SELECT n, slug, '春水茶行 ' || n, '陳小姐', CASE WHEN u1 < 0.6 THEN '0912345678' END, (ARRAY['zh-TW', 'zh-TW', 'zh-TW', 'en', 'ja'])[1 + n % 5], created, suspended, closing,
       CASE WHEN u2 < 0.01 THEN created END
  FROM fared;

-- The owner, and in every seventh account one more.
CREATE TEMP TABLE person AS
SELECT n, member_id, email, 'owner' AS role, created, verified, u3 < 0.05 AND verified IS NOT NULL AS has_totp FROM fared
UNION ALL
SELECT n, pg_temp.id('second', n), 'staff' || n || '@shop.example', CASE WHEN n % 2 = 0 THEN 'manager' ELSE 'viewer' END, verified, verified, false
  FROM fared WHERE n % 7 = 0 AND verified IS NOT NULL;
INSERT INTO tenant.member (account_id, member_id, email, address_hash, role, phc, created_at, verified_at, name)
SELECT n, member_id, email, directory.address_hash(email), role, '$argon2id$v=19$m=19456,t=2,p=1$' || md5(n::text) || '$' || md5(email) || left(md5(role), 11), created, verified, CASE WHEN role <> 'owner' THEN '林先生' END
  FROM person;
INSERT INTO directory.address (address_hash, account_id, created_at) SELECT directory.address_hash(email), n, created FROM person;
INSERT INTO tenant.totp (account_id, member_id, sealed, created_at, on_at, last_step)
SELECT n, member_id, pg_temp.sealed('', n, 32), created, created, floor(extract(epoch FROM created) / 30) FROM person WHERE has_totp;
INSERT INTO tenant.recovery_code SELECT n, member_id, pg_temp.hash('code ' || i, n) FROM person, generate_series(1, 10) AS i WHERE has_totp;
INSERT INTO tenant.invitation (account_id, invitation_id, email, address_hash, role, invited_at)
SELECT n, pg_temp.id('invitation', n), 'guest' || n || '@shop.example', directory.address_hash('guest' || n || '@shop.example'), 'viewer', :'now'::timestamptz - u1 * interval '29 days'
  FROM fared WHERE n % 97 = 0 AND verified < :'now'::timestamptz - interval '29 days';
INSERT INTO tenant.former_member (account_id, member_id, email, left_at) SELECT n, pg_temp.id('former', n), 'former' || n || '@shop.example', created + (:'now'::timestamptz - created) * u2 FROM fared WHERE n % 89 = 0;
INSERT INTO tenant.address_change (account_id, change_id, member_id, new_email, new_address_hash, old_email, asked_at, changed_at)
SELECT n, pg_temp.id('change', n), member_id, email, directory.address_hash(email), 'old' || n || '@shop.example', greatest(created, :'now'::timestamptz - u1 * interval '29 days'), greatest(created, :'now'::timestamptz - u1 * interval '29 days')
  FROM fared WHERE n % 101 = 0;
INSERT INTO tenant.consent (account_id, version, member_id, given_at, ip) SELECT n, '2026-01', member_id, created, '192.0.2.' || n % 250 FROM fared WHERE created > :'now'::timestamptz - interval '330 days';

-- ---- Logged in, and on the way to it ---------------------------------------------------------------

CREATE TEMP TABLE login AS
SELECT n, slug, member_id, pg_temp.id('session', n) AS session_id, greatest(created, :'now'::timestamptz - u2 * interval '80 days') AS at,
       greatest(created, :'now'::timestamptz - u1 * interval '13 days') AS seen
  FROM fared WHERE n % 3 = 0 AND suspended IS NULL;
INSERT INTO tenant.session (account_id, session_id, member_id, ip, user_agent, created_at) SELECT n, session_id, member_id, '192.0.2.' || n % 250, 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', at FROM login;
INSERT INTO directory.session (session_hash, slug, account_id, member_id, session_id, created_at, expires_at, idle_for, seen_at, confirmed_at)
SELECT pg_temp.hash('cookie ', n), slug, n, member_id, session_id, at, at + interval '90 days', interval '14 days', greatest(at, seen), at FROM login;
INSERT INTO directory.device (device_hash, account_id, member_id, created_at, expires_at) SELECT pg_temp.hash('device ', n), n, member_id, at, at + interval '400 days' FROM login;
INSERT INTO directory.idempotency (key_hash, digest, phc, slug, created_at) SELECT pg_temp.hash('key ', n), pg_temp.hash('digest ', n), 'phc', slug, created FROM fared WHERE created > :'now'::timestamptz - interval '23 hours';
INSERT INTO directory.login_attempt (attempt_hash, throttle_key, expires_at) SELECT pg_temp.hash('attempt ', n), pg_temp.hash('throttle ', n), now() + interval '60 s' FROM generate_series(1, 100) AS n;
INSERT INTO directory.throttle (throttle_key, failures, forget_at) SELECT pg_temp.hash('throttle ', n), 1 + n % 9, now() + n % 900 * interval '1 s' FROM generate_series(1, :accounts / 200) AS n;
INSERT INTO directory.tally SELECT pg_temp.hash('tally ', n % 500), pg_temp.hash('place ', n), now() + n % 3600 * interval '1 s' FROM generate_series(1, :accounts / 100) AS n;
INSERT INTO directory.mail_count SELECT pg_temp.hash('count ', n), 1, now() + interval '10 min', 1, now() + n % 1440 * interval '1 min' FROM generate_series(1, :accounts / 100) AS n;
INSERT INTO directory.link_token (token_hash, account_id, purpose, member_id, made_at, expires_at) SELECT pg_temp.hash('verify ', n), n, 'verify', member_id, created, created + interval '7 days' FROM fared WHERE verified IS NULL AND created > :'now'::timestamptz - interval '7 days';
INSERT INTO directory.find_mail (message_id, address_hash, created_at, due_at, tries, last_status, delivered_at)
SELECT pg_temp.id('find', n), directory.address_hash(email), at, at, 1, '250', at + interval '2 s' FROM (SELECT n, email, greatest(created, :'now'::timestamptz - u3 * interval '29 days') AS at FROM fared WHERE n % 50 = 0) AS f;
INSERT INTO directory.spent_slug SELECT sha256(pg_temp.slug(-n)::bytea) FROM generate_series(1, :accounts / 200) AS n;
INSERT INTO directory.departure SELECT date_trunc('month', :'now'::timestamptz AT TIME ZONE 'Asia/Taipei' - m * interval '1 month') AT TIME ZONE 'Asia/Taipei', 1 + :accounts / 2600 FROM generate_series(0, 12) AS m;

-- ---- The Official Account, its keys, its tokens ----------------------------------------------------

INSERT INTO tenant.oa (account_id, name, basic_id, created_at, entered_at, published_at, oa_linked_at)
SELECT n, '春水茶行 ' || n, '@' || left(md5(n::text), 8), oa, oa, ticked, ticked FROM fared WHERE oa IS NOT NULL;
INSERT INTO tenant.assertion_key (account_id, key_id, n, sealed, successor, created_at)
SELECT f.n, pg_temp.id('key', f.n), translate(left(encode(z.bytes, 'base64'), 346), E'+/=\n', '-_'), pg_temp.sealed(z.bytes, f.n, 1250), false, f.oa FROM fared AS f JOIN noise AS z ON z.i = f.n % 64 WHERE f.oa IS NOT NULL;
INSERT INTO directory.key_pool (pool_id, n, sealed) SELECT pg_temp.id('pool', i), 'n', pg_temp.sealed(bytes, i, 1250) FROM noise WHERE i < 32;
INSERT INTO tenant.login_channel (account_id, channel_id, kid, key_id) SELECT n, (2000000000 + n)::text, pg_temp.id('kid', n)::text, pg_temp.id('key', n) FROM fared WHERE channel IS NOT NULL;
INSERT INTO tenant.messaging_token (account_id, token_id, sealed, bot_user_id, basic_id, display_name, picture_url, channel_id, expires_at)
SELECT f.n, pg_temp.id('token', f.n), pg_temp.sealed(z.bytes, f.n, 204), 'U' || md5(f.n::text), '@' || left(md5(f.n::text), 8), '春水茶行 ' || f.n, 'https://profile.line-scdn.net/0h' || md5(f.n::text), (1900000000 + f.n)::text,
       CASE WHEN f.u4 < 0.1 THEN greatest(f.token + interval '30 days', :'now'::timestamptz + f.u1 * interval '30 days') END
  FROM fared AS f JOIN noise AS z ON z.i = f.n % 64 WHERE f.token IS NOT NULL;
INSERT INTO directory.bot (bot_hash, account_id, linked_at) SELECT sha256(('U' || md5(n::text))::bytea), n, token FROM fared WHERE token IS NOT NULL;
INSERT INTO directory.release (bot_hash, account_id, asked_at, mailed_at) SELECT sha256(('U' || md5(n::text))::bytea), n + 1, at, at FROM (SELECT n, greatest(token, :'now'::timestamptz - u1 * interval '29 days') AS at FROM fared WHERE token IS NOT NULL AND n % 1000 = 500) AS r;

INSERT INTO tenant.proof (account_id, step, attempt, state, started_at, checked_at, proved_at, code, channel_id, kid, due_at, line_status, line_request_id)
SELECT n, 'login_channel', refusals + 1, CASE WHEN channel IS NOT NULL THEN 'settled' WHEN waits THEN 'pending' ELSE 'refuted' END, coalesce(channel, channel_pasted), coalesce(channel, channel_pasted), channel,
       CASE WHEN channel IS NOT NULL THEN NULL WHEN waits THEN 'line.pending' ELSE channel_code END,
       CASE WHEN waits THEN (2000000000 + n)::text END, CASE WHEN waits THEN pg_temp.id('kid', n)::text END, CASE WHEN waits THEN now() + 300 * u1 * interval '1 s' END,
       CASE WHEN channel IS NOT NULL THEN 200 WHEN waits THEN 503 ELSE 404 END, pg_temp.id('answer', n)::text
  FROM fared WHERE channel IS NOT NULL OR channel_pasted IS NOT NULL;
INSERT INTO tenant.proof (account_id, step, attempt, state, started_at, checked_at, proved_at, code, line_status, line_request_id)
SELECT n, 'messaging_token', token_refusals + 1, CASE WHEN token IS NOT NULL THEN 'settled' ELSE 'refuted' END, coalesce(token, token_pasted), coalesce(token, token_pasted), token,
       CASE WHEN token IS NULL THEN token_code END, CASE WHEN token IS NOT NULL THEN 200 ELSE 401 END, pg_temp.id('token answer', n)::text
  FROM fared WHERE token IS NOT NULL OR token_pasted IS NOT NULL;
INSERT INTO tenant.watch (account_id, step, due_at, checked_at, refused_at, refuted_at, code, line_call, line_status, line_request_id)
SELECT n, step, CASE WHEN suspended IS NOT NULL THEN 'infinity' ELSE now() + u1 * interval '1 day' END, greatest(since, :'now'::timestamptz - (1 - u1) * interval '1 day'),
       lost - interval '1 hour', lost, CASE WHEN lost IS NULL THEN NULL WHEN step = 'messaging_token' THEN 'line.token_invalid' ELSE 'line.kid_unknown' END,
       CASE WHEN step = 'messaging_token' THEN 'VERIFY' ELSE 'TOKEN' END, CASE WHEN lost IS NULL THEN 200 WHEN step = 'messaging_token' THEN 401 ELSE 404 END, pg_temp.id('watch', n)::text
  FROM (SELECT n, 'login_channel' AS step, channel AS since, channel_lost AS lost, suspended, u1 FROM fared
        UNION ALL SELECT n, 'messaging_token', token, token_lost, suspended, u2 FROM fared) AS w
 WHERE since IS NOT NULL;

-- ---- Mails: delivered ones of 30 days, failed ones of all ------------------------------------------

INSERT INTO tenant.outbox (account_id, message_id, kind, recipient, state, created_at, due_at, tries, last_status, settled_at, member_id)
SELECT n, pg_temp.id(kind, n), kind, email, CASE WHEN fails THEN 'failed' WHEN at > :'now'::timestamptz - interval '1 min' THEN 'waiting' ELSE 'delivered' END, at, at, CASE WHEN fails THEN 40 ELSE 1 END,
       CASE WHEN fails THEN '550 5.1.1 no such mailbox' ELSE '250 ok' END, CASE WHEN fails THEN at + interval '3 days' WHEN at <= :'now'::timestamptz - interval '1 min' THEN at + (1 + 30 * u1 ^ 6) * interval '1 s' END, member_id
  FROM (SELECT n, email, member_id, u1, u2 < 0.004 AND at < :'now'::timestamptz - interval '3 days' AS fails, kind, at
          FROM fared CROSS JOIN LATERAL (VALUES ('welcome', created), ('verified', verified), ('messaging_token_broken', token_lost), ('login_channel_broken', channel_lost)) AS m (kind, at)
         WHERE kind <> 'verified') AS mails
 WHERE at IS NOT NULL AND (fails OR at > :'now'::timestamptz - interval '30 days');

-- ---- What happened ---------------------------------------------------------------------------------

-- A stray of the first day has courier.partitions make all the months; then each goes to its own.
INSERT INTO tenant.event (account_id, at, kind, member_id, ip, request_id) SELECT n, created, 'session.opened', member_id, '192.0.2.1', pg_temp.id('request', n)::text FROM fared ORDER BY n LIMIT 1;
SELECT courier.partitions() \g /dev/null

INSERT INTO tenant.event (account_id, at, kind, step, code, line_call, line_status, line_request_id, member_id, ip, request_id)
SELECT n, at, kind, step, code, line_call, line_status, CASE WHEN step IS NOT NULL THEN md5(n::text || at) END,
       CASE WHEN step IS NULL THEN member_id END, CASE WHEN step IS NULL THEN '192.0.2.' || n % 250 END, CASE WHEN step IS NULL THEN md5(at || n::text) END
  FROM (SELECT n, member_id, e.* FROM fared CROSS JOIN LATERAL (
          SELECT created AS at, 'consent.given' AS kind, NULL AS step, NULL AS code, NULL AS line_call, NULL::integer AS line_status WHERE created > :'now'::timestamptz - interval '330 days'
          UNION ALL SELECT verified, 'email.verified', NULL, NULL, NULL, NULL WHERE verified IS NOT NULL
          UNION ALL SELECT oa, 'oa.named', NULL, NULL, NULL, NULL WHERE oa IS NOT NULL
          UNION ALL SELECT channel_lost, 'watch.refuted', 'login_channel', 'line.kid_unknown', 'TOKEN', 404 WHERE channel_lost IS NOT NULL
          UNION ALL SELECT token_lost, 'watch.refuted', 'messaging_token', 'line.token_invalid', 'VERIFY', 401 WHERE token_lost IS NOT NULL
          UNION ALL SELECT suspended, 'account.suspended', NULL, NULL, NULL, NULL WHERE suspended IS NOT NULL
          UNION ALL SELECT closing, 'account.deletion_asked', NULL, NULL, NULL, NULL WHERE closing IS NOT NULL
          -- Each paste, and what LINE said of it: refusals first, a minute or so apart, then the last word.
          UNION ALL SELECT p.at, 'login_channel.pasted', NULL, NULL, NULL, NULL FROM (SELECT oa + (coalesce(channel, channel_pasted) - oa) * i / (refusals + 1.0) AS at FROM generate_series(1, refusals + 1) AS i) AS p WHERE p.at IS NOT NULL
          UNION ALL SELECT p.at + interval '1 s', CASE WHEN p.is_last AND channel IS NOT NULL THEN 'line.proved' WHEN p.is_last AND waits THEN 'line.pending' ELSE 'line.refuted' END, 'login_channel',
                           CASE WHEN p.is_last AND channel IS NOT NULL THEN NULL WHEN p.is_last AND waits THEN 'line.pending' ELSE channel_code END, 'TOKEN', CASE WHEN p.is_last AND channel IS NOT NULL THEN 200 WHEN p.is_last AND waits THEN 503 ELSE 404 END
                      FROM (SELECT oa + (coalesce(channel, channel_pasted) - oa) * i / (refusals + 1.0) AS at, i > refusals AS is_last FROM generate_series(1, refusals + 1) AS i) AS p WHERE p.at IS NOT NULL
          UNION ALL SELECT p.at, 'messaging_token.pasted', NULL, NULL, NULL, NULL FROM (SELECT oa + (coalesce(token, token_pasted) - oa) * i / (token_refusals + 1.0) AS at FROM generate_series(1, token_refusals + 1) AS i) AS p WHERE p.at IS NOT NULL
          UNION ALL SELECT p.at + interval '1 s', CASE WHEN p.is_last AND token IS NOT NULL THEN 'line.proved' ELSE 'line.refuted' END, 'messaging_token',
                           CASE WHEN p.is_last AND token IS NOT NULL THEN NULL ELSE token_code END, CASE WHEN p.is_last AND token IS NOT NULL THEN 'BOT_INFO' ELSE 'VERIFY' END, CASE WHEN p.is_last AND token IS NOT NULL THEN 200 ELSE 401 END
                      FROM (SELECT oa + (coalesce(token, token_pasted) - oa) * i / (token_refusals + 1.0) AS at, i > token_refusals AS is_last FROM generate_series(1, token_refusals + 1) AS i) AS p WHERE p.at IS NOT NULL
        ) AS e) AS story;
INSERT INTO tenant.event (account_id, at, kind, member_id, ip, request_id) SELECT n, at, 'session.opened', member_id, '192.0.2.' || n % 250, md5(session_id::text) FROM login;
-- The rest are logins and what goes with them.
INSERT INTO tenant.event (account_id, at, kind, member_id, ip, request_id)
SELECT f.n, f.created + (:'now'::timestamptz - f.created) * e.v, CASE WHEN e.w < 0.78 THEN 'session.opened' WHEN e.w < 0.93 THEN 'session.closed' WHEN e.w < 0.975 THEN 'session.throttled' WHEN e.w < 0.98 THEN 'totp.code_used' WHEN e.w < 0.99 THEN 'password.changed' ELSE 'password.reset' END,
       f.member_id, '192.0.2.' || f.n % 250, md5(e.v::text)
  FROM (SELECT 1 + floor(:accounts * random() ^ 2.5)::bigint * 7919 % :accounts AS n, random() AS v, random() AS w
          FROM generate_series(1, greatest(0, :events - (SELECT count(*) FROM tenant.event)))) AS e
  JOIN fared AS f ON f.n = e.n
 ORDER BY f.n;

-- ---- Is it a house? --------------------------------------------------------------------------------

DO $$
DECLARE
  key record;
  orphans bigint;
BEGIN
  FOR key IN
    SELECT c.conrelid::regclass AS here, c.confrelid::regclass AS there,
           (SELECT string_agg(format('t.%I = h.%I', f.attname, a.attname), ' AND ')
              FROM unnest(c.conkey, c.confkey) AS k (mine, theirs)
              JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.mine
              JOIN pg_attribute AS f ON f.attrelid = c.confrelid AND f.attnum = k.theirs) AS matches
      FROM pg_constraint AS c WHERE c.contype = 'f' AND c.connamespace = 'tenant'::regnamespace
  LOOP
    EXECUTE format('SELECT count(*) FROM %s AS h WHERE NOT EXISTS (SELECT FROM %s AS t WHERE %s)', key.here, key.there, key.matches) INTO orphans;
    IF orphans > 0 THEN
      RAISE EXCEPTION '% rows of % belong to no row of %', orphans, key.here, key.there;
    END IF;
  END LOOP;
END
$$;
DISCARD TEMP;
VACUUM ANALYZE;
