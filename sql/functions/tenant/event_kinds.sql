-- tenant.event_kinds: every kind of event there is, with what it says to the vendor. The page of the owner
-- has a sentence for each in nginx/site/i18n; a test holds this list, those and what is recorded together.
--
-- Who: acho_report, through report.audit. Reads no data. Locks nothing. Errors: none.
CREATE OR REPLACE FUNCTION tenant.event_kinds() RETURNS TABLE (kind text, meaning text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  VALUES ('session.opened', 'Logged in.'),
         ('session.closed', 'Logged out.'),
         ('session.ended', 'Ended sessions from the list of devices.'),
         ('session.throttled', 'Wrong passwords: a wait began.'),
         ('password.changed', 'Changed the password, knowing the one before.'),
         ('password.reset', 'Set a password by a mailed link.'),
         ('email.verified', 'Confirmed the address by a mailed link.'),
         ('email.change_asked', 'Asked for another address.'),
         ('email.changed', 'Confirmed another address; it is the member''s.'),
         ('email.change_undone', 'Took a change of address back, from the address it replaced.'),
         ('totp.on', 'Switched the second factor on.'),
         ('totp.off', 'Switched the second factor off.'),
         ('totp.code_used', 'Logged in or confirmed with a recovery code.'),
         ('totp.codes_new', 'Made new recovery codes.'),
         ('totp.forgotten', 'The operator took a member''s second factor away, who had lost it.'),
         ('totp.required', 'The operator demands a second factor of every member.'),
         ('totp.optional', 'The operator demands it no longer.'),
         ('member.invited', 'Invited somebody to the account.'),
         ('member.joined', 'Took an invitation up.'),
         ('member.role_changed', 'Gave a member another role.'),
         ('member.removed', 'Removed a member.'),
         ('member.left', 'Left the account.'),
         ('oa.named', 'Entered or changed the Official Account.'),
         ('key.new', 'Made a key that is to succeed the one in use.'),
         ('login_channel.pasted', 'Pasted a channel ID and kid; what LINE said follows.'),
         ('messaging_token.pasted', 'Pasted a token; what LINE said follows.'),
         ('messaging_token.removed', 'Removed the token.'),
         ('line.proved', 'LINE took what was pasted.'),
         ('line.refuted', 'LINE did not take what was pasted.'),
         ('line.pending', 'LINE was silent about what was pasted; it is asked again.'),
         ('watch.refuted', 'LINE no longer takes a value it had taken.'),
         ('watch.recovered', 'LINE takes that value again.'),
         ('bot.released', 'The Official Account was freed by a mailed link.'),
         ('account.exported', 'Took the account''s data out.'),
         ('account.deletion_asked', 'Asked for the account to be deleted.'),
         ('account.deletion_cancelled', 'Took that back.'),
         ('account.suspended', 'The account was suspended by the operator.'),
         ('account.resumed', 'The operator let the account go on.'),
         ('consent.given', 'Agreed to terms and privacy policy.');
END;
GRANT EXECUTE ON FUNCTION tenant.event_kinds() TO acho_report_definer WITH GRANT OPTION;
