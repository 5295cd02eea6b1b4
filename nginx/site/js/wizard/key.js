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
  // While it is on its way its room is kept, and says so.
  const root = el('div', { class: 'key' }, trouble.root, made.root, el('div', { class: 'in-turn' }, status, box.root));
  const renewal = fold('key-new-fold', 'key.new', el('p', { t: 'key.new.warn' }), again);
  let asked = false;

  async function load() {
    asked = true;
    show(box.root);
    box.root.classList.add('coming');
    say(status, 'key.loading');
    show(status);
    const result = await callUntilAnswered(`/a/${slug}/api/assertion-key`, (problem) => sayProblem(status, problem));
    show(status, false);
    if (!result.ok) {
      asked = false;
      show(box.root, false);
      app.refused(result.problem, trouble);
      return false;
    }
    const { kty, alg, use, e, n } = result.data.public_key;
    box.set(JSON.stringify({ kty, alg, use, e, n }));
    write(status, '');
    trouble.clear();
    box.root.classList.remove('coming');
    return true;
  }

  async function renew() {
    const result = await app.account.call('POST', 'assertion-key');
    if (!result.ok) app.refused(result.problem, trouble);
    if (result.ok && await load()) made.say('key.new.done');
    else made.clear();
    for (const { root: told } of [made, trouble]) if (!told.hidden) focusOn(told); // it stands further up
  }

  // The same key once more, from further down the page.
  function copyAgain() {
    const copied = el('p', { class: 'status', role: 'status', testid: 'jwk-again-status' });
    return el('div', { class: 'again' }, press('jwk-again', 'act.key.again', () => box.copyTo(copied)), copied);
  }

  // A new one, from where it says that the old one is of no more use.
  const renewHere = () => el('div', { class: 'again' }, press('key-new-here', 'key.new.do', renew));

  return { root, renewal, copyAgain, renewHere, text: () => box.value.textContent, load: () => (asked ? null : load()) };
}
