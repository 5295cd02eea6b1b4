-- link.oa: everything about the linking, as GET .../oa shows it.
--
-- Before step 11: NULLs, and states `missing`. A value is shown while it is proved or pending; a refuted
-- one is gone. code says why the newest paste is not proved, and is NULL once a value is. A proved value that
-- LINE takes no longer is still shown: refuted, with LINE's reason or that of a worse paste since, until a
-- newer paste is pending or proved or LINE takes it again.
-- Problem: session.required; role.denied or totp.setup_required.
-- Who: acho_link. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION link.oa(
  _session bytea, _slug text,
  OUT problem text, OUT name text, OUT basic_id text, OUT oa_state text, OUT oa_checked_at timestamptz,
  OUT channel_id text, OUT kid text, OUT login_state text, OUT login_checked_at timestamptz, OUT login_code text,
  OUT published_at timestamptz, OUT oa_linked_at timestamptz,
  OUT bot_basic_id text, OUT bot_display_name text, OUT bot_has_picture boolean,
  OUT token_expires_at timestamptz, OUT token_state text, OUT token_checked_at timestamptz, OUT token_code text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
BEGIN
  SELECT e.problem, e.account_id INTO problem, account
    FROM tenant.enter(_session, _slug, 'oa.read') AS e;
  IF problem IS NOT NULL THEN
    RETURN;
  END IF;

  SELECT o.name, o.basic_id,
         CASE WHEN t.proved_at IS NULL THEN 'confirmed' ELSE 'proved' END,
         coalesce(t.proved_at, o.entered_at),
         CASE WHEN l.refuted_at IS NULL THEN coalesce(c.channel_id, p.channel_id) ELSE coalesce(p.channel_id, c.channel_id) END,
         CASE WHEN l.refuted_at IS NULL THEN coalesce(c.kid, p.kid) ELSE coalesce(p.kid, c.kid) END,
         tenant.proof_state(l.proved_at, l.state, l.refuted_at),
         coalesce(l.holds_since, l.checked_at),
         CASE WHEN l.holds_since IS NULL THEN l.code END,
         o.published_at, o.oa_linked_at,
         m.basic_id, m.display_name, m.picture_url IS NOT NULL AND m.account_id IS NOT NULL,
         m.expires_at,
         tenant.proof_state(t.proved_at, t.state, t.refuted_at),
         coalesce(t.holds_since, t.checked_at),
         CASE WHEN t.holds_since IS NULL THEN t.code END
    INTO name, basic_id, oa_state, oa_checked_at,
         channel_id, kid, login_state, login_checked_at, login_code,
         published_at, oa_linked_at,
         bot_basic_id, bot_display_name, bot_has_picture,
         token_expires_at, token_state, token_checked_at, token_code
    FROM tenant.oa AS o
    LEFT JOIN tenant.standing AS l ON l.account_id = o.account_id AND l.step = 'login_channel'
    LEFT JOIN tenant.proof AS p ON p.account_id = o.account_id AND p.step = 'login_channel'
    LEFT JOIN tenant.login_channel AS c ON c.account_id = o.account_id
    LEFT JOIN tenant.standing AS t ON t.account_id = o.account_id AND t.step = 'messaging_token'
    LEFT JOIN tenant.messaging_token AS m ON m.account_id = o.account_id
   WHERE o.account_id = account;
  IF NOT FOUND THEN
    oa_state := 'missing';
    login_state := 'missing';
    token_state := 'missing';
  END IF;
END
$$;
