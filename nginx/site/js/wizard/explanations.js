// What to do about each code that a pasted value can be answered with: which of LINE's screens to open,
// what to do there, and where on it. Data only: explain.js and drawing.js make elements of it, and
// tests/site holds it against fcgi/shared/http/problem.def, the paste cases and the catalogues.

const CONSOLE = 'https://developers.line.biz/console/';
const MANAGER = 'https://manager.line.biz/';

/*
 * LINE's screens, as far as the drawings show them: `head` is the screen's own name, `tabs` what it offers
 * and `on` the one that is open, `rows` a label with a value, a button or both; more in drawing.js. Words under
 * label.* are LINE's English, the same for everybody; the others differ by language.
 */
const CHANNEL_TABS = ['label.basicSettings', 'label.messagingApi', 'label.security'];
export const SCREENS = {
  settings: {
    head: 'draw.manager', tabs: ['draw.home', 'draw.accountSettings', 'label.messagingApi'], on: 1,
    rows: [{ label: 'draw.accountName', value: 'draw.yourShop' }, { mark: 'basicId', label: 'oa.basicId', value: 'label.example.basicId' }],
  },
  provider: {
    head: 'label.developers', tabs: ['label.provider'], on: 0,
    rows: [
      { mark: 'loginChannel', label: 'label.lineLogin', value: 'draw.loginChannel' },
      { mark: 'messagingChannel', label: 'label.messagingApi', value: 'draw.yourShop' }],
  },
  loginBasic: {
    head: 'label.developers', tabs: ['label.basicSettings', 'label.lineLogin', 'label.liff'], on: 0,
    rows: [
      { mark: 'channelId', label: 'label.channelId', value: 'label.example.channelId' },
      { mark: 'register', label: 'label.signingKey', button: 'label.register' },
      { mark: 'kid', label: 'label.kid', value: 'label.example.kid' }],
  },
  loginStatus: {
    head: 'label.developers', corner: { mark: 'published', words: 'label.developing', wide: true },
    tabs: ['label.basicSettings', 'label.lineLogin', 'label.liff'], on: 0,
    rows: [{ mark: 'linked', label: 'label.linkedOa', button: 'label.edit' }],
  },
  messagingTab: {
    head: 'label.developers', tabs: CHANNEL_TABS, on: 1,
    rows: [
      { mark: 'botId', label: 'label.botBasicId', value: 'label.example.basicId' },
      { mark: 'token', label: 'label.accessToken', value: 'label.example.token', copy: true, button: 'label.reissue', never: true }],
  },
  security: {
    head: 'label.developers', tabs: CHANNEL_TABS, on: 2,
    rows: [{ mark: 'ip', label: 'label.ipAddresses', value: 'label.example.ip' }],
  },
};

// Where on LINE's screens something is: how to get there, the screen, the mark on it, and all that in words.
export const PLACES = {
  basicId: { link: MANAGER, to: 'place.manager', path: 'place.basicId', screen: 'settings', alt: 'place.basicId.alt' },
  loginChannel: { link: CONSOLE, to: 'place.console', path: 'place.provider', screen: 'provider', alt: 'place.loginChannel.alt' },
  messagingChannel: { link: CONSOLE, to: 'place.console', path: 'place.provider', screen: 'provider', alt: 'place.messagingChannel.alt' },
  channelId: { link: CONSOLE, to: 'place.console', path: 'place.loginBasic', screen: 'loginBasic', alt: 'place.channelId.alt' },
  register: { link: CONSOLE, to: 'place.console', path: 'place.loginBasic', screen: 'loginBasic', alt: 'place.register.alt' },
  kid: { link: CONSOLE, to: 'place.console', path: 'place.loginBasic', screen: 'loginBasic', alt: 'place.kid.alt' },
  botId: { link: CONSOLE, to: 'place.console', path: 'place.messagingTab', screen: 'messagingTab', alt: 'place.botId.alt' },
  token: { link: CONSOLE, to: 'place.console', path: 'place.messagingTab', screen: 'messagingTab', alt: 'place.token.alt' },
  ip: { link: CONSOLE, to: 'place.console', path: 'place.security', screen: 'security', alt: 'place.ip.alt' },
};

// What each step is done on, before anything goes wrong; a number is that of what it says to do.
export const PICTURES = {
  12: { screen: 'loginBasic', marks: { register: 2, kid: 4, channelId: 4 }, alt: 'step12.picture.alt' },
  13: { screen: 'loginStatus', marks: { published: null, linked: null }, alt: 'step13.picture.alt' },
  14: { screen: 'messagingTab', marks: { token: null }, alt: 'place.token.alt' },
};

const BASIC_ID = { place: 'basicId', acts: ['act.basicId.copy'] };
const SHORT_LINK = { place: 'basicId', acts: ['act.basicId.link', 'act.basicId.copy'] };
const CHANNEL_ID = { place: 'channelId', acts: ['act.channelId.copy'] };
const KID = { place: 'kid', acts: ['act.kid.copy', 'act.kid.none'] };
const REGISTER = { place: 'register', acts: ['act.key.paste', 'act.kid.back'] };
const TOKEN = { place: 'token', acts: ['act.token.tab', 'act.token.copy'] };
const WHOLE_TOKEN = { place: 'token', acts: ['act.token.whole', 'act.token.issued'] };

// A pasted text that is no good in its field, whichever field that is.
const IN_FIELD = { basic_id: BASIC_ID, channel_id: CHANNEL_ID, kid: KID, token: TOKEN };
const leaked = { place: 'kid', warn: 'warn.privateKey', acts: ['act.private.delete', 'act.private.here'] };

// As a step: of 12 (login_channel) and 14 (messaging_token). `repair` names a button of the step. Why LINE said no
// is said by the server, and by refuted.js when nobody was there to read its answer.
const step12 = (place, acts, repair) => ({ login_channel: { place, acts, repair } });
const step14 = (place, acts, repair) => ({ messaging_token: { place, acts, repair } });

// { code: { field or step: { place, acts, warn?, repair? } } }
export const EXPLANATIONS = {
  'field.required': IN_FIELD,
  'field.control_chars': IN_FIELD,
  'field.too_long': IN_FIELD,
  'basic_id.invalid': { basic_id: BASIC_ID },
  'channel_id.invalid': { channel_id: CHANNEL_ID },
  'kid.invalid': { kid: KID },

  'paste.is_kid': IN_FIELD,
  'paste.is_channel_id': IN_FIELD,
  'paste.is_channel_secret': IN_FIELD,
  'paste.is_public_key': { ...IN_FIELD, kid: REGISTER },
  'paste.is_private_key': { basic_id: leaked, channel_id: leaked, kid: leaked, token: leaked },
  'paste.is_token': IN_FIELD,
  'paste.is_other_token': { ...IN_FIELD, token: WHOLE_TOKEN },
  'paste.is_basic_id': IN_FIELD,
  'paste.is_user_id': IN_FIELD,
  'paste.is_liff_id': IN_FIELD,
  'paste.is_url': { ...IN_FIELD, basic_id: SHORT_LINK },
  'paste.is_several': IN_FIELD,
  'paste.is_label': IN_FIELD,
  'paste.is_email': IN_FIELD,
  'paste.is_phone': IN_FIELD,
  'paste.is_name': IN_FIELD,
  'paste.cut_short': { ...IN_FIELD, token: WHOLE_TOKEN },
  'paste.unknown': IN_FIELD,

  'line.kid_unknown': step12('kid', ['act.kid.look', 'act.kid.none'], 'copyKey'),
  'line.channel_mismatch': step12('channelId', ['act.channel.type', 'act.channel.samePage']),
  'line.key_mismatch': step12('register', ['act.key.copy', 'act.key.register'], 'copyKey'),
  'line.not_login_channel': step12('loginChannel', ['act.login.open', 'act.login.register'], 'copyKey'),
  'line.token_invalid': step14('token', ['act.token.whole', 'act.token.issued']),
  'line.token_login_channel': step14('messagingChannel', ['act.messaging.open', 'act.messaging.check']),
  'line.token_other_oa': step14('botId', ['act.bot.compare', 'act.bot.other']),
  'line.token_short_lived': step14('token', ['act.token.lasting']),
  'line.token_restricted': step14('ip', ['act.ip.empty', 'act.ip.again']),
  'line.bot_taken': step14(null, ['act.taken.own', 'act.taken.mail'], 'askRelease'),
  'line.unexpected': {
    ...step12('kid', ['act.compare.channel']),
    ...step14('botId', ['act.bot.compare']),
  },
  'line.superseded': {
    ...step12(null, ['act.superseded']),
    ...step14(null, ['act.superseded']),
  },
  'vault.unreadable': {
    ...step12('register', ['act.key.new', 'act.key.register'], 'newKey'),
    ...step14('token', ['act.token.again', 'act.token.whole']),
  },
  'vault.locked': {
    ...step12(null, ['act.key.later']),
    ...step14(null, ['act.token.later']),
  },
  'line.pending': {
    ...step12(null, ['pending.self', 'pending.on']),
    ...step14(null, ['pending.self', 'pending.on']),
  },
};

// The field that an answer of LINE's is about. What is not here is about all of them, or about none.
export const ABOUT = {
  'line.kid_unknown': 'kid',
  'line.channel_mismatch': 'channel_id',
  'line.key_mismatch': 'kid',
  'line.not_login_channel': 'channel_id',
  'line.token_invalid': 'token',
  'line.token_login_channel': 'token',
  'line.token_other_oa': 'token',
  'line.token_short_lived': 'token',
};

// Which field of the same dialog, and else which step, a pasted value belongs to.
export const BELONGS = {
  'paste.is_kid': { field: 'kid', step: 12 },
  'paste.is_channel_id': { field: 'channel_id', step: 12 },
  'paste.is_basic_id': { field: 'basic_id', step: 11 },
  'paste.is_token': { field: 'token', step: 14 },
};
