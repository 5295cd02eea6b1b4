-- previous-binary: runs
-- What acho-admin shows and does of accounts and mails. Its definer still sees one account at a time.

-- doctor: what waits.
GRANT SELECT (message_id, kind, recipient, state, created_at, due_at, tries, lease, last_status, settled_at, account_id)
   ON tenant.outbox TO acho_admin_definer;
GRANT SELECT (message_id, address_hash, created_at, due_at, tries, lease, last_status, delivered_at, failed_at),
      UPDATE (due_at, failed_at)
   ON directory.find_mail TO acho_admin_definer;
GRANT SELECT (account_id) ON directory.key_pool TO acho_admin_definer;
GRANT SELECT (account_id, due_at) ON directory.key_wanted TO acho_admin_definer;

-- account list, show: how it stands.
CREATE POLICY admin ON tenant.oa FOR SELECT TO acho_admin_definer
  USING (account_id = tenant.current_account());
CREATE POLICY admin ON tenant.login_channel FOR SELECT TO acho_admin_definer
  USING (account_id = tenant.current_account());
GRANT SELECT (slug, company, contact, locale, created_at, closing_at), UPDATE (closing_at) ON tenant.account TO acho_admin_definer;
GRANT SELECT (account_id, name, basic_id, created_at, published_at, oa_linked_at) ON tenant.oa TO acho_admin_definer;
GRANT SELECT (account_id, channel_id, kid) ON tenant.login_channel TO acho_admin_definer;
GRANT SELECT (basic_id, display_name, expires_at), DELETE ON tenant.messaging_token TO acho_admin_definer;
GRANT SELECT (attempt, proved_at, started_at, checked_at, code) ON tenant.proof TO acho_admin_definer;
GRANT SELECT (verified_at, created_at, name) ON tenant.member TO acho_admin_definer;
GRANT SELECT (seen_at, idle_for, expires_at) ON directory.session TO acho_admin_definer;
GRANT SELECT ON tenant.standing TO acho_admin_definer;

-- account unlink, delete: as the owner's own wish does it.
GRANT UPDATE (attempt, state, checked_at, proved_at, code, token_id, accept_expiry, found_basic_id, found_name, taken_hash,
              line_status, line_request_id)
   ON tenant.proof TO acho_admin_definer;
GRANT DELETE ON tenant.watch TO acho_admin_definer;
GRANT SELECT, DELETE ON directory.bot TO acho_admin_definer;
GRANT SELECT (bot_hash, released_at), UPDATE (released_at) ON directory.release TO acho_admin_definer;
GRANT SELECT (token_hash, account_id, purpose), DELETE ON directory.link_token TO acho_admin_definer;

-- mail retry.
GRANT UPDATE (state, due_at, settled_at) ON tenant.outbox TO acho_admin_definer;
