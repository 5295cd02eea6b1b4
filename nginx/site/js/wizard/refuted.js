// Why LINE did not take a value, in a few words: when it was asked later and nobody was there to read the answer, and in
// the activity log. What to do about it stands in explanations.js.

const WORDS = {
  'line.kid_unknown': 'refuted.kidUnknown',
  'line.channel_mismatch': 'refuted.channelMismatch',
  'line.key_mismatch': 'refuted.keyMismatch',
  'line.not_login_channel': 'refuted.notLoginChannel',
  'line.token_invalid': 'refuted.tokenInvalid',
  'line.token_login_channel': 'refuted.tokenLoginChannel',
  'line.token_other_oa': 'refuted.tokenOtherOa',
  'line.token_short_lived': 'refuted.tokenShortLived',
  'line.token_restricted': 'refuted.tokenRestricted',
  'line.bot_taken': 'refuted.botTaken',
  'line.unexpected': 'refuted.other',
  'vault.unreadable': 'refuted.damaged',
  'vault.locked': 'refuted.locked',
};

// Where LINE had taken the value before.
const GONE = { 'line.kid_unknown': 'refuted.kidGone', 'line.token_invalid': 'refuted.tokenGone' };

// `broken`: it had. null for a code that this page is too old to know.
export const reasonWords = (code, broken) => (broken && GONE[code]) || (WORDS[code] ?? null);

export const refutedWords = (code, broken) => reasonWords(code, broken) ?? 'refuted.other';
