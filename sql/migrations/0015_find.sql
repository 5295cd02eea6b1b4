-- previous-binary: runs
-- "Find my login URLs", and how many mails an address may get.

CREATE TABLE directory.find_mail (
  message_id    uuid PRIMARY KEY,
  address_hash  bytea NOT NULL CHECK (octet_length(address_hash) = 32),
  created_at    timestamptz NOT NULL DEFAULT now(),
  due_at        timestamptz NOT NULL DEFAULT now(),
  tries         integer NOT NULL DEFAULT 0,
  lease         uuid,
  last_status   text,
  delivered_at  timestamptz,
  failed_at     timestamptz,
  CHECK (num_nonnulls(delivered_at, failed_at) < 2)
) WITH (fillfactor = 80);
CREATE INDEX find_mail_due ON directory.find_mail (due_at) WHERE delivered_at IS NULL AND failed_at IS NULL;
CREATE INDEX find_mail_fresh ON directory.find_mail (address_hash)
 WHERE tries = 0 AND delivered_at IS NULL AND failed_at IS NULL;
CREATE INDEX find_mail_lease ON directory.find_mail (lease) WHERE lease IS NOT NULL;
CREATE INDEX find_mail_delivered ON directory.find_mail (delivered_at) WHERE delivered_at IS NOT NULL;
COMMENT ON TABLE directory.find_mail IS 'Mails that list every account of an address: the outbox of what belongs to no account. One for an unknown address is never sent.';
COMMENT ON COLUMN directory.find_mail.message_id IS 'Row id and left part of the Message-ID, the same at every try.';
COMMENT ON COLUMN directory.find_mail.address_hash IS 'SHA-256 of the address in lower case. The address itself is looked up in tenant when the mail is sent.';
COMMENT ON COLUMN directory.find_mail.created_at IS 'When it was asked for, or when the first mail went into it.';
COMMENT ON COLUMN directory.find_mail.due_at IS 'Not to be tried before; while leased, the end of the lease.';
COMMENT ON COLUMN directory.find_mail.tries IS 'How often a courier has taken it; 0: it may still go into a later one.';
COMMENT ON COLUMN directory.find_mail.lease IS 'The courier''s claim; NULL when nobody is sending it.';
COMMENT ON COLUMN directory.find_mail.last_status IS 'What the mail server said last: a stage and a number, nothing of the mail.';
COMMENT ON COLUMN directory.find_mail.delivered_at IS 'When the mail server took it.';
COMMENT ON COLUMN directory.find_mail.failed_at IS 'When it was given up; kept for people to see.';
GRANT INSERT (message_id, address_hash) ON directory.find_mail TO acho_signup_definer;
GRANT SELECT, INSERT (message_id, address_hash, due_at), UPDATE (due_at, tries, lease, last_status, delivered_at, failed_at), DELETE
   ON directory.find_mail TO acho_courier_definer;

CREATE TABLE directory.mail_count (
  mail_key      bytea PRIMARY KEY CHECK (octet_length(mail_key) = 32),
  hour_count    integer NOT NULL,
  hour_ends_at  timestamptz NOT NULL,
  day_count     integer NOT NULL,
  day_ends_at   timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE directory.mail_count IS 'How many mails of a kind a recipient has got in this hour and day, each beginning with its first mail.';
COMMENT ON COLUMN directory.mail_count.mail_key IS 'SHA-256 of the kind and the hash of the address; but for welcome and find, of the account too.';
COMMENT ON COLUMN directory.mail_count.hour_count IS 'Mails in this hour.';
COMMENT ON COLUMN directory.mail_count.hour_ends_at IS 'When the count of the hour starts anew.';
COMMENT ON COLUMN directory.mail_count.day_count IS 'Mails in this day.';
COMMENT ON COLUMN directory.mail_count.day_ends_at IS 'When the count of the day starts anew, and this row is forgotten.';
GRANT SELECT, INSERT, UPDATE (hour_count, hour_ends_at, day_count, day_ends_at), DELETE
   ON directory.mail_count TO acho_courier_definer;

ALTER TABLE tenant.outbox
  DROP CONSTRAINT outbox_state_check,
  ADD CONSTRAINT outbox_state_check CHECK (state IN ('waiting', 'delivered', 'failed', 'merged'));
CREATE INDEX outbox_fresh ON tenant.outbox (lower(recipient COLLATE "C"), kind) WHERE state = 'waiting' AND tries = 0;
DROP INDEX tenant.outbox_delivered;
CREATE INDEX outbox_settled ON tenant.outbox (settled_at) WHERE state IN ('delivered', 'merged');
COMMENT ON COLUMN tenant.outbox.state IS 'waiting to be sent (or tried again), delivered to the mail server, failed for good, or merged: the recipient had had as many as may be, so it went into a later one.';
COMMENT ON COLUMN tenant.outbox.tries IS 'How often a courier has taken it; 0: not yet counted against the recipient''s limits.';
COMMENT ON COLUMN tenant.outbox.settled_at IS 'When it was delivered, given up or merged.';

-- What a list of accounts says, and to whom.
GRANT SELECT (address_hash, account_id) ON directory.address TO acho_courier_definer;
GRANT SELECT (member_id) ON directory.session TO acho_courier_definer;
GRANT SELECT (created_at) ON tenant.account TO acho_courier_definer;
