-- previous-binary: runs
-- An Official Account that another account has linked: who asks for it, the mail to whoever has it, and
-- the link in that mail.

CREATE TABLE directory.link_token (
  token_hash    bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  account_id    bigint NOT NULL,
  purpose       text COLLATE "C" NOT NULL CHECK (purpose IN ('release')),
  subject_hash  bytea CHECK (octet_length(subject_hash) = 32),
  member_id     uuid,
  made_at       timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  CHECK (purpose <> 'release' OR subject_hash IS NOT NULL)
);
CREATE INDEX link_token_account ON directory.link_token (account_id, purpose);
CREATE INDEX link_token_expires_at ON directory.link_token (expires_at);
COMMENT ON TABLE directory.link_token IS 'Links in mails that do something without a session. One use; spending one ends the others of its purpose and account or member.';
COMMENT ON COLUMN directory.link_token.token_hash IS 'SHA-256 of the 32 bytes in the link.';
COMMENT ON COLUMN directory.link_token.account_id IS 'The one account the link acts for.';
COMMENT ON COLUMN directory.link_token.purpose IS 'What it may do: release.';
COMMENT ON COLUMN directory.link_token.subject_hash IS 'What it may do it to; release: the Official Account, as in directory.bot.';
COMMENT ON COLUMN directory.link_token.member_id IS 'Whom it was mailed to, where that matters; release: NULL.';
COMMENT ON COLUMN directory.link_token.made_at IS 'When it was made, just before the mail went out.';
COMMENT ON COLUMN directory.link_token.expires_at IS 'When it is worth nothing any more.';
GRANT SELECT, DELETE ON directory.link_token TO acho_link_definer;
GRANT SELECT (token_hash, expires_at), INSERT (token_hash, account_id, purpose, subject_hash, expires_at), DELETE
   ON directory.link_token TO acho_courier_definer;

CREATE TABLE directory.release (
  bot_hash     bytea NOT NULL CHECK (octet_length(bot_hash) = 32),
  account_id   bigint NOT NULL,
  asked_at     timestamptz NOT NULL DEFAULT now(),
  mailed_at    timestamptz,
  released_at  timestamptz,
  told_at      timestamptz,
  PRIMARY KEY (bot_hash, account_id)
);
CREATE INDEX release_asked ON directory.release (asked_at) WHERE mailed_at IS NULL;
CREATE INDEX release_released ON directory.release (released_at) WHERE told_at IS NULL AND released_at IS NOT NULL;
COMMENT ON TABLE directory.release IS 'Who would like to link an Official Account that another account has. The courier does what is to be done about it.';
COMMENT ON COLUMN directory.release.bot_hash IS 'The Official Account, as in directory.bot.';
COMMENT ON COLUMN directory.release.account_id IS 'The account that asks. Whoever has the Official Account never learns it.';
COMMENT ON COLUMN directory.release.asked_at IS 'When it asked last.';
COMMENT ON COLUMN directory.release.mailed_at IS 'When the mail to whoever has it was written, one in 24 hours; NULL: to be written.';
COMMENT ON COLUMN directory.release.released_at IS 'When the Official Account was freed; NULL: not since it asked.';
COMMENT ON COLUMN directory.release.told_at IS 'When the mail about that was written; NULL: to be written.';
GRANT SELECT, INSERT (bot_hash, account_id), UPDATE (asked_at, mailed_at, released_at, told_at)
   ON directory.release TO acho_link_definer;
GRANT SELECT, UPDATE (mailed_at, released_at, told_at), DELETE ON directory.release TO acho_courier_definer;

-- link.release compares the slug of the page with that of the link token's account.
CREATE POLICY link ON tenant.account FOR SELECT TO acho_link_definer
  USING (account_id = tenant.current_account());
GRANT SELECT (account_id, slug) ON tenant.account TO acho_link_definer;

ALTER TABLE tenant.outbox ADD subject_hash bytea CHECK (octet_length(subject_hash) = 32);
COMMENT ON COLUMN tenant.outbox.subject_hash IS 'What the link in the mail will be good for; release: the Official Account, as in directory.bot. NULL: no such link.';
COMMENT ON COLUMN tenant.outbox.kind IS 'Which template: welcome; login_channel_ or messaging_token_ and proved, refuted (a paste), broken, recovered (a watched value); release (somebody asks for an Official Account), released (it is free).';
GRANT INSERT (subject_hash) ON tenant.outbox TO acho_courier_definer;
GRANT SELECT (name) ON tenant.oa TO acho_courier_definer;

ALTER TABLE tenant.proof ADD taken_hash bytea CHECK (octet_length(taken_hash) = 32);
COMMENT ON COLUMN tenant.proof.taken_hash IS 'Refuted as line.bot_taken: the Official Account that another account has, as in directory.bot.';

-- Pastes that were refused so before the column was there.
SET LOCAL ROLE acho_courier_definer;
UPDATE tenant.proof AS p SET taken_hash = sha256(convert_to(m.bot_user_id, 'UTF8'))
  FROM tenant.messaging_token AS m
 WHERE p.step = 'messaging_token' AND p.state = 'refuted' AND p.code = 'line.bot_taken'
   AND m.basic_id = p.found_basic_id AND m.account_id <> p.account_id;
RESET ROLE;
