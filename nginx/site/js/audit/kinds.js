// What each kind of event is called, by its area and by what happened in it.

const KINDS = {
  session: {
    opened: 'log.session.opened',
    closed: 'log.session.closed',
    ended: 'log.session.ended',
    throttled: 'log.session.throttled',
  },
  password: {
    changed: 'log.password.changed',
    reset: 'log.password.reset',
  },
  email: {
    verified: 'log.email.verified',
    change_asked: 'log.email.changeAsked',
    change_cancelled: 'log.email.changeCancelled',
    changed: 'log.email.changed',
    change_undone: 'log.email.changeUndone',
  },
  totp: {
    on: 'log.totp.on',
    off: 'log.totp.off',
    code_used: 'log.totp.codeUsed',
    codes_new: 'log.totp.codesNew',
    forgotten: 'log.totp.forgotten',
    unreadable: 'log.totp.unreadable',
    required: 'log.totp.required',
    optional: 'log.totp.optional',
  },
  member: {
    invited: 'log.member.invited',
    invitation_withdrawn: 'log.member.invitationWithdrawn',
    joined: 'log.member.joined',
    role_changed: 'log.member.roleChanged',
    removed: 'log.member.removed',
    left: 'log.member.left',
  },
  oa: {
    named: 'log.oa.named',
  },
  key: {
    new: 'log.key.new',
  },
  login_channel: {
    pasted: 'log.loginChannel.pasted',
  },
  messaging_token: {
    pasted: 'log.messagingToken.pasted',
    removed: 'log.messagingToken.removed',
  },
  line: {
    proved: 'log.line.proved',
    refuted: 'log.line.refuted',
    pending: 'log.line.pending',
  },
  watch: {
    refuted: 'log.watch.refuted',
    recovered: 'log.watch.recovered',
  },
  vault: {
    unreadable: 'log.vault.unreadable',
  },
  bot: {
    released: 'log.bot.released',
    unlinked: 'log.bot.unlinked',
  },
  account: {
    created: 'log.account.created',
    changed: 'log.account.changed',
    exported: 'log.account.exported',
    deletion_asked: 'log.account.deletionAsked',
    deletion_cancelled: 'log.account.deletionCancelled',
    deletion_started: 'log.account.deletionStarted',
    suspended: 'log.account.suspended',
    resumed: 'log.account.resumed',
  },
  consent: {
    given: 'log.consent.given',
  },
};

// null for a kind that this page is too old to know.
export const kindWords = (kind) => {
  const [area, what] = kind.split('.');
  return KINDS[area]?.[what] ?? null;
};
