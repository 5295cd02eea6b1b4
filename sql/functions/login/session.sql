-- login.session: who is logged in, to what, and what is to be done next. Asked by every page.
--
-- deletes_at: when the account, which somebody has asked to be deleted, will be; NULL: nobody has.
-- terms_due: the member is to agree to that version of the terms, if not NULL, for the account; nobody has yet.
-- may: what the member's role allows at the moment, see tenant.acts; a space between each.
-- locale: the language the account signed up in.
-- totp_due: nothing until a second factor has been set up, because the account demands one.
-- Problem: session.required.
-- Who: acho_login. Locks the session's row, at most once a minute, to touch seen_at. Errors: none.
-- The hottest call of the house: one look-up for the session, one assignment to enter the account
-- (an assignment, because PERFORM would run a statement), one join for the rest.
DROP FUNCTION IF EXISTS login.session(bytea, text), login.session(bytea, text, text);
CREATE OR REPLACE FUNCTION login.session(
  _session bytea, _slug text, _terms text DEFAULT NULL,
  OUT problem text, OUT email text, OUT role text, OUT company text, OUT step text, OUT waiting boolean,
  OUT verified boolean, OUT deletes_at timestamptz, OUT terms_due boolean, OUT may text, OUT totp_due boolean,
  OUT locale text)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  account bigint;
  member uuid;
  stale boolean;
  entered text;
BEGIN
  SELECT l.account_id, l.member_id, l.stale, l.role = 'setup' INTO account, member, stale, totp_due
    FROM directory.live_session(_session, _slug) AS l;
  IF NOT FOUND THEN
    problem := 'session.required';
    RETURN;
  END IF;
  entered := set_config('acho.account', account::text, true);

  SELECT m.email, m.verified_at IS NOT NULL, m.role, a.company, a.locale, a.closing_at + interval '14 days',
         _terms IS NOT NULL AND NOT totp_due AND tenant.may(m.role, 'account.write')
         AND NOT EXISTS (SELECT FROM tenant.consent AS c WHERE c.account_id = a.account_id AND c.version = _terms),
         array_to_string(tenant.acts(CASE WHEN totp_due THEN 'setup' ELSE m.role END), ' '),
         tenant.onboarding_step(o.created_at, o.published_at, o.oa_linked_at,
                                l.holds_since, l.state, t.holds_since, t.state),
         tenant.onboarding_waiting(o.published_at, o.oa_linked_at,
                                   l.holds_since, l.state, t.holds_since, t.state)
    INTO email, verified, role, company, locale, deletes_at, terms_due, may, step, waiting
    FROM tenant.member AS m
    JOIN tenant.account AS a ON a.account_id = m.account_id
    LEFT JOIN tenant.oa AS o ON o.account_id = m.account_id
    LEFT JOIN tenant.standing AS l ON l.account_id = m.account_id AND l.step = 'login_channel'
    LEFT JOIN tenant.standing AS t ON t.account_id = m.account_id AND t.step = 'messaging_token'
   WHERE m.account_id = account AND m.member_id = member;

  IF stale THEN
    UPDATE directory.session AS s SET seen_at = now()
     WHERE s.session_hash = _session AND s.seen_at < now() - interval '1 minute';
  END IF;
END
$$;
