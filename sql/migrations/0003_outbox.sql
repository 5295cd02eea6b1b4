-- previous-binary: runs
-- Mail: a row is written in the transaction that gives the reason for it and sent by the courier.

CREATE TABLE tenant.outbox (
  account_id   bigint NOT NULL REFERENCES tenant.account (account_id),
  message_id   uuid NOT NULL,
  kind         text NOT NULL CHECK (kind ~ '^[a-z_]+$'),
  recipient    text NOT NULL CHECK (recipient !~ '[\r\n]'),
  state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
  created_at   timestamptz NOT NULL DEFAULT now(),
  due_at       timestamptz NOT NULL DEFAULT now(),
  tries        integer NOT NULL DEFAULT 0,
  lease        uuid,
  last_status  text,
  settled_at   timestamptz,
  PRIMARY KEY (account_id, message_id)
) WITH (fillfactor = 80);
CREATE INDEX outbox_due ON tenant.outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_lease ON tenant.outbox (lease) WHERE state = 'waiting' AND lease IS NOT NULL;
CREATE INDEX outbox_delivered ON tenant.outbox (settled_at) WHERE state = 'delivered';
COMMENT ON TABLE tenant.outbox IS 'Mails to send and what became of them. No password, session, key or token ever stands in a row.';
COMMENT ON COLUMN tenant.outbox.account_id IS 'The account the mail is about.';
COMMENT ON COLUMN tenant.outbox.message_id IS 'Row id and left part of the Message-ID, the same at every try: a doubled mail is recognisable.';
COMMENT ON COLUMN tenant.outbox.kind IS 'Which template: welcome, login_channel_proved, login_channel_refuted, messaging_token_proved, messaging_token_refuted.';
COMMENT ON COLUMN tenant.outbox.recipient IS 'Address the mail goes to, as it was when the mail was written.';
COMMENT ON COLUMN tenant.outbox.state IS 'waiting to be sent (or tried again), delivered to the mail server, or failed for good.';
COMMENT ON COLUMN tenant.outbox.created_at IS 'When the reason for the mail arose.';
COMMENT ON COLUMN tenant.outbox.due_at IS 'Not to be tried before; while leased, the end of the lease.';
COMMENT ON COLUMN tenant.outbox.tries IS 'How often a courier has taken it.';
COMMENT ON COLUMN tenant.outbox.lease IS 'The courier''s claim; NULL when nobody is sending it.';
COMMENT ON COLUMN tenant.outbox.last_status IS 'What the mail server said last.';
COMMENT ON COLUMN tenant.outbox.settled_at IS 'When it was delivered or given up.';

ALTER TABLE tenant.outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY signup ON tenant.outbox TO acho_signup_definer
  USING (account_id = tenant.current_account()) WITH CHECK (account_id = tenant.current_account());
CREATE POLICY courier ON tenant.outbox TO acho_courier_definer USING (true) WITH CHECK (true);
GRANT INSERT (account_id, message_id, kind, recipient) ON tenant.outbox TO acho_signup_definer;
GRANT SELECT, INSERT (account_id, message_id, kind, recipient),
      UPDATE (state, due_at, tries, lease, last_status, settled_at), DELETE
   ON tenant.outbox TO acho_courier_definer;
