-- admin.account_show: one account as it stands: who it is, each step of the linking, and what is to become of it.
--
-- The states are those of GET .../oa. sessions: people logged in now.
-- Problem: not_found.
-- Who: acho_admin. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION admin.account_show(
  _slug text,
  OUT problem text, OUT company text, OUT contact text, OUT locale text, OUT created_at timestamptz, OUT suspended_at timestamptz,
  OUT deletes_at timestamptz, OUT totp_required_at timestamptz, OUT sessions bigint, OUT step text, OUT waiting boolean,
  OUT oa_name text, OUT basic_id text, OUT channel_id text, OUT kid text, OUT login_state text,
  OUT login_checked_at timestamptz, OUT login_code text, OUT published_at timestamptz, OUT oa_linked_at timestamptz,
  OUT bot_basic_id text, OUT bot_name text, OUT token_state text, OUT token_checked_at timestamptz, OUT token_code text,
  OUT token_expires_at timestamptz)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint := directory.enter_account(_slug);
BEGIN
  IF account IS NULL THEN
    problem := 'not_found';
    RETURN;
  END IF;

  SELECT a.company, a.contact, a.locale, a.created_at, a.suspended_at, a.closing_at + interval '14 days', a.totp_required_at,
         (SELECT count(*) FROM directory.session AS s
           WHERE s.account_id = account AND s.expires_at > now() AND s.seen_at + s.idle_for > now()),
         tenant.onboarding_step(o.created_at, o.published_at, o.oa_linked_at, l.holds_since, l.state, t.holds_since, t.state),
         tenant.onboarding_waiting(o.published_at, o.oa_linked_at, l.holds_since, l.state, t.holds_since, t.state),
         o.name, o.basic_id, c.channel_id, c.kid, tenant.proof_state(l.proved_at, l.state, l.refuted_at),
         coalesce(l.holds_since, l.checked_at), CASE WHEN l.holds_since IS NULL THEN l.code END, o.published_at, o.oa_linked_at,
         m.basic_id, m.display_name, tenant.proof_state(t.proved_at, t.state, t.refuted_at),
         coalesce(t.holds_since, t.checked_at), CASE WHEN t.holds_since IS NULL THEN t.code END, m.expires_at
    INTO company, contact, locale, created_at, suspended_at, deletes_at, totp_required_at, sessions, step, waiting,
         oa_name, basic_id, channel_id, kid, login_state, login_checked_at, login_code, published_at, oa_linked_at,
         bot_basic_id, bot_name, token_state, token_checked_at, token_code, token_expires_at
    FROM tenant.account AS a
    LEFT JOIN tenant.oa AS o ON o.account_id = a.account_id
    LEFT JOIN tenant.login_channel AS c ON c.account_id = a.account_id
    LEFT JOIN tenant.standing AS l ON l.account_id = a.account_id AND l.step = 'login_channel'
    LEFT JOIN tenant.standing AS t ON t.account_id = a.account_id AND t.step = 'messaging_token'
    LEFT JOIN tenant.messaging_token AS m ON m.account_id = a.account_id
   WHERE a.account_id = account;
END
$$;
