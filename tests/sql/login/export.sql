BEGIN;
SELECT no_plan();
-- Every table of tenant is asked, so a new one that is forgotten fails.
CREATE TEMP VIEW forgotten AS
SELECT c.relname::text COLLATE "default" AS name FROM pg_class AS c
 WHERE c.relnamespace = 'tenant'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND (SELECT prosrc FROM pg_proc WHERE proname = 'export' AND pronamespace = 'login'::regnamespace) !~ ('FROM tenant\.' || c.relname || ' AS ');
SELECT is_empty('SELECT * FROM forgotten', 'no table is forgotten');
CREATE TABLE tenant.note (account_id bigint NOT NULL);
SELECT results_eq('SELECT * FROM forgotten', ARRAY['note'], '  and a new one would be');
DROP TABLE tenant.note;

SELECT tap.account(n), tap.oa(n, n || ' key') FROM unnest(ARRAY['out-a', 'out-b']) AS n;
SELECT tap.login_channel(n, n || ' key'), tap.token(n, n || ' bot'),
       tap.call('login.email_put', tap.h(n)::text, tap.slug(n), n || '-new@example.com', NULL, 'r') FROM unnest(ARRAY['out-a', 'out-b']) AS n;
UPDATE tenant.member SET verified_at = now();
SELECT tap.call('login.invite', tap.h(n)::text, tap.slug(n), n || '-colleague@example.com', 'viewer', NULL, 'r') FROM unnest(ARRAY['out-a', 'out-b']) AS n;
INSERT INTO tenant.former_member (account_id, member_id, email) SELECT m.account_id, tap.id('gone ' || m.email), 'gone-' || m.email FROM tenant.member AS m;
SELECT tap.call('login.consent', tap.h(n)::text, tap.slug(n), '2026-01', '192.0.2.1', 'r') FROM unnest(ARRAY['out-a', 'out-b']) AS n;
CREATE FUNCTION pg_temp.page(_after text, _cookie text DEFAULT 'out-a', _name text DEFAULT 'out-a') RETURNS SETOF jsonb LANGUAGE sql
AS $$ SELECT tap.rows_as('acho_login', format('SELECT * FROM login.export(%L, %L, %L, %L, %L)', tap.h(_cookie), tap.slug(_name), _after, '192.0.2.1', 'request-1')) $$;
CREATE FUNCTION pg_temp.problem(_after text, _cookie text, _name text) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(p ->> 'problem', ' ') FROM pg_temp.page(_after, _cookie, _name) AS p $$;

SELECT is(pg_temp.problem(NULL, cookie, name), 'session.required', what)
  FROM (VALUES ('out-b', 'out-a', 'a session of another account'), ('out-a', 'out-b', 'a session to another account'), ('nobody', 'out-a', 'no session')) AS v (cookie, name, what);
SELECT tap.confirmed('out-a', '15 min');
SELECT is(pg_temp.problem(NULL, 'out-a', 'out-a'), 'session.confirm', 'a password given long ago');
SELECT tap.confirmed('out-a', '0');
SELECT is(pg_temp.problem(place, 'out-a', 'out-a'), 'not_found', 'no place: ' || place)
  FROM unnest(ARRAY['', 'x', '12', '12-''--', '1000-', '12-1234', '2-00000000-0000-0000-0000-00000000000']) AS place;
SELECT ok(NOT EXISTS (SELECT FROM tenant.event WHERE kind = 'account.exported'), 'nothing was taken out so far');

-- The whole of a small account is one page.
CREATE TEMP TABLE whole AS SELECT p FROM pg_temp.page(NULL) AS p;
SELECT is((SELECT jsonb_object_agg(part, names) FROM (SELECT p ->> 'part' AS part, jsonb_agg(DISTINCT p -> 'name') AS names FROM whole GROUP BY 1) AS parts),
  '{"account": ["company", "contact", "created_at", "deletion_asked_at", "locale", "phone", "slug"],
    "members": ["created_at", "email", "name", "role", "verified_at"],
    "invitations": ["email", "invited_at", "role"],
    "sessions": ["created_at", "email", "ip", "user_agent"],
    "official_account": ["basic_id", "created_at", "entered_at", "name", "oa_linked_at", "published_at"],
    "public_keys": ["created_at", "n", "successor"],
    "login_channel": ["channel_id", "kid"],
    "messaging_channel": ["basic_id", "bot_user_id", "channel_id", "display_name", "picture_fetched_at", "picture_type", "picture_url", "premium_id", "token_expires_at"],
    "pastes": ["channel_id", "checked_at", "code", "found_basic_id", "found_name", "kid", "line_request_id", "line_status", "proved_at", "started_at", "state", "step"],
    "watched": ["checked_at", "code", "line_call", "line_request_id", "line_status", "refused_at", "refuted_at", "step"],
    "address_changes": ["asked_at", "changed_at", "new_email", "old_email"],
    "mails": ["created_at", "kind", "mail_server", "recipient", "settled_at", "state"],
    "consents": ["email", "given_at", "ip", "version"],
    "former_members": ["email", "left_at"],
    "events": ["about", "at", "code", "email", "ip", "kind", "line_call", "line_request_id", "line_status", "request_id", "role", "step"]}', 'every part, and no secret among the names');
SELECT is((SELECT count(*) FROM whole WHERE p ->> 'value' ~ 'out-b|phc of|sealed'), 0::bigint, 'nothing of another account, no hash, no sealed value');
SELECT is((SELECT bool_or((p ->> 'more')::boolean) FROM whole), false, 'there is no more');
SELECT is((SELECT p ->> 'value' FROM whole WHERE p ->> 'part' = 'messaging_channel' AND p ->> 'name' = 'display_name'), 'Bot out-a bot', 'with what it holds');
SELECT is((SELECT count(*) FROM pg_temp.page((SELECT p ->> 'item' FROM whole WHERE p ->> 'part' = 'former_members' ORDER BY p ->> 'item' DESC LIMIT 1)) AS p WHERE p ->> 'part' IS NOT NULL),
          0::bigint, 'behind the last place stands nothing');
SELECT results_eq($$SELECT kind, ip, request_id FROM tenant.event WHERE kind = 'account.exported'$$, $$VALUES ('account.exported', '192.0.2.1', 'request-1')$$, 'the first page is an event, others are not');

-- A large one, page by page: each item once, in order, no page too large.
INSERT INTO tenant.event (account_id, at, kind, request_id) SELECT tap.account_id('out-a'), now() - n / 3 * interval '1 min', 'email.verified', 'r' || n FROM generate_series(1, 900) AS n;
INSERT INTO tenant.outbox (account_id, message_id, kind, recipient) SELECT tap.account_id('out-a'), gen_random_uuid(), 'welcome', repeat('x', 80) || n FROM generate_series(1, 700) AS n;
CREATE TEMP TABLE pages (nr int, p jsonb);
DO $$ DECLARE place text; nr int := 0; BEGIN
  LOOP
    nr := nr + 1;
    INSERT INTO pages SELECT nr, p FROM pg_temp.page(place) AS p;
    SELECT pages.p ->> 'item' INTO place FROM pages WHERE pages.nr = (SELECT max(x.nr) FROM pages AS x) AND (pages.p ->> 'more')::boolean
     ORDER BY split_part(pages.p ->> 'item', '-', 1)::int DESC, pages.p ->> 'item' COLLATE "C" DESC LIMIT 1;
    EXIT WHEN place IS NULL OR nr > 50;
  END LOOP;
END $$;
SELECT cmp_ok((SELECT max(nr) FROM pages), '>', 5, 'many pages');
SELECT is((SELECT count(DISTINCT p ->> 'value') FROM pages WHERE p ->> 'part' = 'events' AND p ->> 'name' = 'request_id' AND p ->> 'value' ~ '^r\d'), 900::bigint, 'every event');
SELECT is((SELECT count(DISTINCT p ->> 'value') FROM pages WHERE p ->> 'part' = 'mails' AND p ->> 'name' = 'recipient' AND p ->> 'value' ~ '^x'), 700::bigint, 'every mail');
SELECT is_empty($$SELECT p ->> 'item', p ->> 'name' FROM pages GROUP BY 1, 2 HAVING count(*) > 1$$, 'none twice');
SELECT cmp_ok((SELECT max(size) FROM (SELECT sum(octet_length(p ->> 'name') + octet_length(coalesce(p ->> 'value', 'null')) + 6) AS size FROM pages GROUP BY nr) AS s), '<', 50000::bigint, 'no page is too large');
SELECT * FROM finish();
ROLLBACK;
