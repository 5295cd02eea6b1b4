// The account of this page: its state as the server tells it, and calls made in its name.

import { call, callUntilAnswered } from '../api.js';
import { loginPath, slug, stepHash, stepOf } from '../place.js';
import { confirmPassword } from './confirm.js';

const at = (name) => `/a/${slug}/api/${name}`;
const never = new Promise(() => {});

function leaveFor(path) {
  location.replace(path);
  return never;
}

// No session any more: to the login page, and back to the same step afterwards.
const leave = () => leaveFor(loginPath() + stepHash(stepOf(location.hash)));

export const account = {
  session: null, // GET session
  state: null,   // GET oa

  // Ask the server where we are. Resolves to null, or to the problem that is in the way. With
  // `onWait` it keeps asking while the server is busy or away, and says so each time.
  async refresh(onWait = null) {
    const get = (name) => (onWait ? callUntilAnswered(at(name), onWait) : call('GET', at(name)));
    const [session, state] = await Promise.all([get('session'), get('oa')]);
    for (const result of [session, state]) {
      if (result.problem?.code === 'session.required') return leave();
      if (!result.ok) return result.problem;
    }
    this.session = session.data;
    this.state = state.data;
    return null;
  },

  // A call that may find the session gone, or too old for what it asks.
  async call(method, name, body) {
    const result = await call(method, at(name), body);
    if (result.problem?.code === 'session.required') return leave();
    if (result.problem?.code === 'session.confirm' && await confirmPassword(this.session.member.email)) {
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
