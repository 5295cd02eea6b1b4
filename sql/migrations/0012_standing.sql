-- previous-binary: runs
-- How a step stands: its newest paste and the watch on what was proved before, seen together.

CREATE VIEW tenant.standing WITH (security_invoker = true) AS
SELECT p.account_id, p.step, p.state, p.started_at, p.proved_at, w.refuted_at,
       CASE WHEN w.refuted_at IS NULL THEN p.proved_at END AS holds_since,
       CASE WHEN w.refuted_at IS NULL OR p.state = 'pending' OR p.started_at > w.refuted_at THEN p.checked_at ELSE w.checked_at END AS checked_at,
       CASE WHEN w.refuted_at IS NULL OR p.state = 'pending' OR p.started_at > w.refuted_at THEN p.code ELSE w.code END AS code
  FROM tenant.proof AS p
  LEFT JOIN tenant.watch AS w ON w.account_id = p.account_id AND w.step = p.step AND w.refuted_at IS NOT NULL;
COMMENT ON VIEW tenant.standing IS 'How steps 12 and 14 stand. One row a step that was ever pasted.';
COMMENT ON COLUMN tenant.standing.account_id IS 'The account.';
COMMENT ON COLUMN tenant.standing.step IS 'login_channel (step 12) or messaging_token (step 14).';
COMMENT ON COLUMN tenant.standing.state IS 'Of the newest paste, as in tenant.proof.';
COMMENT ON COLUMN tenant.standing.started_at IS 'When the newest paste was made.';
COMMENT ON COLUMN tenant.standing.proved_at IS 'When the value that is kept was proved, whether LINE still takes it or not; NULL: none is kept.';
COMMENT ON COLUMN tenant.standing.refuted_at IS 'Since when LINE no longer takes that value; NULL: it does.';
COMMENT ON COLUMN tenant.standing.holds_since IS 'Since when a value holds; NULL: none does, or LINE no longer takes it.';
COMMENT ON COLUMN tenant.standing.checked_at IS 'When LINE was asked for what code says.';
COMMENT ON COLUMN tenant.standing.code IS 'What LINE has against it: of the newest paste, or of the kept value when LINE refused that one later. NULL: nothing.';
GRANT SELECT ON tenant.standing TO acho_login_definer, acho_link_definer;
GRANT SELECT (started_at, checked_at, code) ON tenant.proof TO acho_login_definer;
GRANT SELECT (checked_at, code) ON tenant.watch TO acho_login_definer;

DROP FUNCTION IF EXISTS tenant.holds_since(timestamptz, timestamptz);
