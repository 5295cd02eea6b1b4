// The account of this page: its state as the server tells it, and calls made in its name.

import { call, callUntilAnswered } from '../api.js';
import { loginPath, settingsPath, slug, wayBack } from '../place.js';
import { ended } from '../store.js';

const at = (name) => `/a/${slug}/api/${name}`;
const never = new Promise(() => {});

function leaveFor(path) {
  location.replace(path);
  return never;
}

// No session any more: to the login page, which says so to whoever was at work here, and back to the same place afterwards.
function leave() {
  if (account.session) ended.set(slug);
  return leaveFor(loginPath() + wayBack());
}

// What leads elsewhere whatever was asked: no session, or a second factor that is to be set up first.
const elsewhere = (problem) => ({ 'session.required': leave, 'totp.setup_required': () => leaveFor(settingsPath()) })[problem?.code];

// "Is it still you?", seldom asked and so fetched when it is; no when it does not come.
async function confirmed(address) {
  try {
    const [{ confirmPassword }] = await Promise.all([
      import('./confirm.js'), import('../address.js'), import('../second-factor.js'), import('./dialog.js')]);
    return await confirmPassword(address);
  } catch {
    return false;
  }
}

// Where the answer of each is kept.
const KEPT = { account: 'shop', session: 'session', oa: 'state', sessions: 'sessions', totp: 'totp', email: 'change', team: 'team', profile: 'profile' };

// Answers may overtake one another, and writes: what was asked for before what is kept, or before the last write ended,
// tells of earlier.
let asked = 0;
let written = 0; // all up to this one were asked for before the last write ended
const kept = {}; // by name: which of them is kept

export const account = {
  shop: null,     // GET account, for a page that asks for it
  session: null,  // GET session
  state: null,    // GET oa
  sessions: null, // GET sessions, for a page that asks for them
  totp: null,     // GET totp, likewise
  change: null,   // GET email, likewise
  team: null,     // GET team, likewise
  profile: null,  // GET profile, likewise

  // Ask the server where we are. Resolves to null, or to the problem that is in the way. With
  // `onWait` it keeps asking while the server is busy or away, and says so each time; `quiet`: nobody waits for it.
  async refresh(onWait = null, names = ['session', 'oa'], quiet = false) {
    const number = ++asked;
    const get = (name) => (onWait ? callUntilAnswered(at(name), onWait) : call('GET', at(name), undefined, { quiet }));
    const results = await Promise.all(names.map(get));
    for (const result of results) {
      const away = elsewhere(result.problem);
      if (away) return away();
      if (!result.ok) return result.problem;
    }
    if (number <= written) return this.refresh(onWait, names, quiet);
    names.forEach((name, i) => {
      if (number < kept[name]) return;
      kept[name] = number;
      this[KEPT[name]] = results[i].data;
    });
    return null;
  },

  // A call that may find the session gone, or too old for what it asks.
  async call(method, name, body) {
    const result = await call(method, at(name), body);
    if (method !== 'GET') written = asked;
    const away = elsewhere(result.problem);
    if (away) return away();
    if (result.problem?.code === 'session.confirm' && await confirmed(this.session.member.email)) {
      return this.call(method, name, body);
    }
    return result;
  },

  async logout() {
    const result = await call('DELETE', at('session'));
    if (result.ok || result.problem.code === 'session.required') return leaveFor(loginPath());
    return result.problem;
  },
};
