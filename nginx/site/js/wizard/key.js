// The public key of step 12: shown on one line, copied by one button. Made ahead by the server; while
// none is ready yet the page waits by itself.

import { callUntilAnswered } from '../api.js';
import { copyBox } from '../copy.js';
import { el, focusOn, say, show, write } from '../dom.js';
import { sayProblem } from '../form.js';
import { slug } from '../place.js';
import { fold, press, slot } from './parts.js';

export function publicKey(app) {
  const box = copyBox({ id: 'jwk', what: 'key.name', action: 'copy.do', done: 'copy.done' });
  const status = el('p', { class: 'status waiting', role: 'status', testid: 'jwk-preparing' });
  const trouble = slot('jwk-problem', 'bad');
  const made = slot('key-new-done', 'good');
  const again = el('button', { type: 'button', class: 'button', testid: 'key-new', t: 'key.new.do', on: { click: renew } });
  const root = el('div', { class: 'key' }, trouble.root, status, made.root, box.root);
  const renewal = fold('key-new-fold', 'key.new', el('p', { t: 'key.new.warn' }), again);
  let asked = false;

  async function load() {
    asked = true;
    show(box.root, false);
    say(status, 'key.loading');
    show(status);
    const result = await callUntilAnswered(`/a/${slug}/api/assertion-key`, (problem) => sayProblem(status, problem));
    show(status, false);
    if (!result.ok) {
      asked = false;
      app.refused(result.problem, trouble);
      return;
    }
    const { kty, alg, use, e, n } = result.data.public_key;
    box.set(JSON.stringify({ kty, alg, use, e, n }));
    write(status, '');
    trouble.clear();
    show(box.root);
  }

  async function renew() {
    if (again.getAttribute('aria-disabled') === 'true') return;
    again.setAttribute('aria-disabled', 'true');
    const result = await app.account.call('POST', 'assertion-key');
    again.setAttribute('aria-disabled', 'false');
    if (!result.ok) {
      app.refused(result.problem, trouble);
      return;
    }
    await load();
    made.say('key.new.done');
    focusOn(made.root);
  }

  // The same key once more, from further down the page.
  function copyAgain() {
    const copied = el('p', { class: 'status', role: 'status', testid: 'jwk-again-status' });
    return el('div', { class: 'again' }, press('jwk-again', 'act.key.again', () => box.copyTo(copied)), copied);
  }

  return { root, renewal, copyAgain, load: () => (asked ? null : load()) };
}
