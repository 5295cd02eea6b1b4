-- previous-binary: runs
-- Links that open nothing are counted over a network, too.

COMMENT ON TABLE directory.tally IS 'Accounts that an address, or a network, has failed to log in to within the hour, those a network has made, and dead links it has followed: a row each, so that one lost password, or one old mail, is one, however often it is tried.';
COMMENT ON COLUMN directory.tally.slug_hash IS 'SHA-256 of the slug as given, or of the token''s hash in hexadecimal digits: unknown ones count alike.';
GRANT SELECT, INSERT, UPDATE (ends_at) ON directory.tally TO acho_link_definer;
GRANT SELECT (slug, account_id) ON directory.slug TO acho_link_definer;
