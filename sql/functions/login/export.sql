-- login.export: all that is kept about the account, but for secrets, part by part; a row a value.
--
-- A page is as many items as fit into some 40,000 bytes of JSON. item: where an item stands, to be given as _after
-- for the page that follows; more: there is one. Nothing left: one row of NULLs. What is no text is written as
-- PostgreSQL writes it in JSON. Left out are password hashes, keys and tokens, and what is about how we work:
-- leases, numbers of rows, when something is due. The picture itself is login.picture's; here stands that there is one.
-- The first page is an event.
-- Problem, in a row of its own: session.required; role.denied or totp.setup_required; session.confirm; not_found (no place).
-- Who: acho_login. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION login.export(_session bytea, _slug text, _after text, _ip text, _request_id text)
  RETURNS TABLE (problem text, part text, item text, name text, value text, more boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  budget CONSTANT integer := 40000;
  -- An item counts for 100 bytes at least, so that so many of a part are more than a page holds.
  batch CONSTANT integer := 500;
  nobody CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  live record;
  after_n integer := 0;
  after_key text := '';
  after_id uuid := nobody;
  after_at timestamptz := '-infinity';
BEGIN
  SELECT * INTO live FROM tenant.enter(_session, _slug, 'account.export', true);
  problem := live.problem;
  IF _after !~ '^\d{1,2}-([a-z_]*|(\d{16}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$' THEN
    problem := coalesce(problem, 'not_found');
  END IF;
  IF problem IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;
  IF _after IS NULL THEN
    PERFORM tenant.record_act('account.exported', live.member_id, _ip, _request_id);
  ELSE
    after_n := split_part(_after, '-', 1)::integer;
    after_key := substr(_after, strpos(_after, '-') + 1);
    IF after_key ~ '-' THEN
      after_id := right(after_key, 36)::uuid;
    END IF;
    IF after_key ~ '^\d{16}-' THEN
      after_at := timestamptz 'epoch' + left(after_key, 16)::bigint * interval '1 microsecond';
    END IF;
  END IF;

  RETURN QUERY
    WITH found AS (
      SELECT 1 AS n, 'account' AS part, '' AS key, row_to_json(i) AS values
        FROM (SELECT a.slug, a.company, a.contact, a.phone, a.locale, a.created_at, a.closing_at AS deletion_asked_at
                FROM tenant.account AS a WHERE a.account_id = live.account_id) AS i
      UNION ALL
      SELECT 2, 'members', m.member_id::text, json_build_object('name', m.name, 'email', m.email, 'role', m.role, 'verified_at', m.verified_at, 'created_at', m.created_at)
        FROM (SELECT m.member_id, m.name, m.email, m.role, m.verified_at, m.created_at FROM tenant.member AS m
               WHERE after_n <= 2 AND m.account_id = live.account_id AND m.member_id > CASE after_n WHEN 2 THEN after_id ELSE nobody END
               ORDER BY m.member_id LIMIT batch) AS m
      UNION ALL
      SELECT 3, 'sessions', s.session_id::text, json_build_object('email', m.email, 'ip', s.ip, 'user_agent', s.user_agent, 'created_at', s.created_at)
        FROM (SELECT s.session_id, s.member_id, s.ip, s.user_agent, s.created_at FROM tenant.session AS s
               WHERE after_n <= 3 AND s.account_id = live.account_id AND s.session_id > CASE after_n WHEN 3 THEN after_id ELSE nobody END
               ORDER BY s.session_id LIMIT batch) AS s
        JOIN tenant.member AS m ON m.account_id = live.account_id AND m.member_id = s.member_id
      UNION ALL
      SELECT 4, 'official_account', '', row_to_json(i)
        FROM (SELECT o.name, o.basic_id, o.created_at, o.entered_at, o.published_at, o.oa_linked_at
                FROM tenant.oa AS o WHERE o.account_id = live.account_id) AS i
      UNION ALL
      SELECT 5, 'public_keys', k.key_id::text, json_build_object('n', k.n, 'successor', k.successor, 'created_at', k.created_at)
        FROM tenant.assertion_key AS k WHERE k.account_id = live.account_id
      UNION ALL
      SELECT 6, 'login_channel', '', json_build_object('channel_id', c.channel_id, 'kid', c.kid)
        FROM tenant.login_channel AS c WHERE c.account_id = live.account_id
      UNION ALL
      SELECT 7, 'messaging_channel', '', row_to_json(i)
        FROM (SELECT t.channel_id, t.bot_user_id, t.basic_id, t.premium_id, t.display_name, t.picture_url, t.expires_at AS token_expires_at,
                     p.media_type AS picture_type, p.fetched_at AS picture_fetched_at
                FROM tenant.messaging_token AS t
                LEFT JOIN LATERAL (SELECT p.media_type, p.fetched_at FROM tenant.oa_picture AS p WHERE p.account_id = t.account_id) AS p ON true
               WHERE t.account_id = live.account_id) AS i
      UNION ALL
      SELECT 8, 'pastes', p.step, row_to_json(i)
        FROM tenant.proof AS p
       CROSS JOIN LATERAL (SELECT p.step, p.state, p.started_at, p.checked_at, p.proved_at, p.code, p.channel_id, p.kid,
                                  p.found_basic_id, p.found_name, p.line_status, p.line_request_id) AS i
       WHERE p.account_id = live.account_id
      UNION ALL
      SELECT 9, 'watched', w.step, row_to_json(i)
        FROM tenant.watch AS w
       CROSS JOIN LATERAL (SELECT w.step, w.checked_at, w.refused_at, w.refuted_at, w.code, w.line_call, w.line_status, w.line_request_id) AS i
       WHERE w.account_id = live.account_id
      UNION ALL
      SELECT 13, 'consents', md5(c.version || ' ' || c.member_id)::uuid::text, json_build_object('version', c.version, 'email', m.email, 'given_at', c.given_at, 'ip', c.ip)
        FROM tenant.consent AS c
        LEFT JOIN tenant.member AS m ON m.account_id = c.account_id AND m.member_id = c.member_id
       WHERE c.account_id = live.account_id
      UNION ALL
      SELECT 14, 'second_factors', m.member_id::text,
             json_build_object('email', m.email, 'on_at', m.on_at,
                               'recovery_codes_left', (SELECT count(*) FROM tenant.recovery_code AS c
                                                        WHERE c.account_id = live.account_id AND c.member_id = m.member_id))
        FROM (SELECT t.member_id, t.on_at, m.email FROM tenant.totp AS t
                JOIN tenant.member AS m ON m.account_id = t.account_id AND m.member_id = t.member_id
               WHERE after_n <= 14 AND t.account_id = live.account_id AND t.member_id > CASE after_n WHEN 14 THEN after_id ELSE nobody END
               ORDER BY t.member_id LIMIT batch) AS m
      UNION ALL
      SELECT 15, 'invitations', i.invitation_id::text, json_build_object('email', i.email, 'role', i.role, 'invited_at', i.invited_at)
        FROM tenant.invitation AS i WHERE i.account_id = live.account_id
      UNION ALL
      SELECT 10, 'address_changes', c.change_id::text,
             json_build_object('new_email', c.new_email, 'old_email', c.old_email, 'asked_at', c.asked_at, 'changed_at', c.changed_at)
        FROM (SELECT c.change_id, c.new_email, c.old_email, c.asked_at, c.changed_at FROM tenant.address_change AS c
               WHERE after_n <= 10 AND c.account_id = live.account_id AND c.change_id > CASE after_n WHEN 10 THEN after_id ELSE nobody END
               ORDER BY c.change_id LIMIT batch) AS c
      UNION ALL
      SELECT 11, 'mails', o.message_id::text,
             json_build_object('kind', o.kind, 'recipient', o.recipient, 'state', o.state, 'created_at', o.created_at,
                               'settled_at', o.settled_at, 'mail_server', o.last_status)
        FROM (SELECT o.message_id, o.kind, o.recipient, o.state, o.created_at, o.settled_at, o.last_status FROM tenant.outbox AS o
               WHERE after_n <= 11 AND o.account_id = live.account_id AND o.message_id > CASE after_n WHEN 11 THEN after_id ELSE nobody END
               ORDER BY o.message_id LIMIT batch) AS o
      UNION ALL
      SELECT 12, 'events', lpad((extract(epoch FROM e.at) * 1000000)::bigint::text, 16, '0') || '-' || e.event_id,
             json_build_object('at', e.at, 'kind', e.kind, 'email', coalesce(m.email, f.email), 'about', e.about, 'role', e.role, 'ip', e.ip, 'request_id', e.request_id, 'step', e.step,
                               'code', e.code, 'line_call', e.line_call, 'line_status', e.line_status, 'line_request_id', e.line_request_id)
        FROM (SELECT e.at, e.event_id, e.kind, e.member_id, e.about, e.role, e.ip, e.request_id, e.step, e.code, e.line_call, e.line_status, e.line_request_id
                FROM tenant.event AS e
               WHERE e.account_id = live.account_id AND (e.at, e.event_id) > (after_at, CASE after_n WHEN 12 THEN after_id ELSE nobody END)
               ORDER BY e.at, e.event_id LIMIT batch) AS e
        LEFT JOIN tenant.member AS m ON m.account_id = live.account_id AND m.member_id = e.member_id
        LEFT JOIN tenant.former_member AS f ON f.account_id = live.account_id AND f.member_id = e.member_id
      UNION ALL
      SELECT 16, 'former_members', m.member_id::text, json_build_object('email', m.email, 'left_at', m.left_at)
        FROM (SELECT f.member_id, f.email, f.left_at FROM tenant.former_member AS f
               WHERE after_n <= 16 AND f.account_id = live.account_id AND f.member_id > CASE after_n WHEN 16 THEN after_id ELSE nobody END
               ORDER BY f.member_id LIMIT batch) AS m),
    due AS (
      SELECT f.*, row_number() OVER place AS place, count(*) OVER () AS items,
             sum(greatest(100, octet_length(f.values::text))) OVER place AS size
        FROM found AS f
       WHERE (f.n, f.key COLLATE "C") > (after_n, after_key COLLATE "C")
      WINDOW place AS (ORDER BY f.n, f.key COLLATE "C")),
    page AS (
      SELECT d.*, max(d.place) OVER () < d.items AS more FROM due AS d WHERE d.size <= budget)
    SELECT NULL, p.part, p.n || '-' || p.key, v.key, v.value, p.more
      FROM page AS p
     CROSS JOIN LATERAL json_each_text(p.values) WITH ORDINALITY AS v (key, value, nth)
     ORDER BY p.place, v.nth;
  IF NOT FOUND THEN
    RETURN NEXT;
  END IF;
END
$$;
