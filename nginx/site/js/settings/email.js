// Another address, confirmed by a link that is mailed there; what waits for that is shown, and can be cancelled.

import { el, focusOn, literal, say, show } from '../dom.js';
import { field, form, keepDraft, sayProblem } from '../form.js';
import { slug } from '../place.js';
import { account } from '../wizard/account.js';
import { press } from '../wizard/parts.js';

export function emailCard() {
  const present = literal(account.session.member.email);
  const email = field({
    id: 'email-new', name: 'email', label: 'settings.email.new', hint: 'settings.email.hint', type: 'email', autocomplete: 'email', required: true });
  const draft = keepDraft(`acho.${slug}.new-email`, [email]);
  const said = el('p', { class: 'notice good', testid: 'email-said', hidden: true });
  const trouble = el('p', { class: 'notice bad', role: 'alert', testid: 'email-problem', hidden: true });
  const words = el('p', { testid: 'email-pending-words' });
  const pending = el('div', { class: 'notice warn', testid: 'email-pending', hidden: true },
    words, press('email-cancel', 'settings.email.cancel', cancel, 'small'));

  function render() {
    const { pending: asked, asked_at: at } = account.change;
    show(pending, asked !== null);
    if (asked !== null) say(words, 'settings.email.pending', { email: literal(asked), when: new Date(at) });
  }

  // What waits now, and what was done; without an answer the page stays as it is.
  async function tell(key, params) {
    if (await account.refresh(null, ['email']) === null) render();
    focusOn(show(say(said, key, params)));
  }

  async function cancel() {
    for (const each of [said, trouble]) show(each, false);
    const { ok, problem } = await account.call('DELETE', 'email');
    if (ok) await tell('settings.email.cancelled', { email: present.cloneNode(true) });
    else focusOn(show(sayProblem(trouble, problem)));
  }

  const change = form({
    id: 'email', submit: 'settings.email.submit', fields: [email],
    send: (values) => {
      for (const each of [said, trouble]) show(each, false);
      return account.call('PUT', 'email', values);
    },
    done: async () => {
      const asked = literal(email.value.trim());
      email.value = '';
      draft.forget();
      await tell('settings.email.asked', { email: asked });
    },
  });
  render();
  return el('section', { class: 'card', 'aria-labelledby': 'email-title' },
    el('h2', { id: 'email-title', t: 'settings.email.change' }),
    el('p', { t: ['settings.email.why', { email: present }] }),
    said, trouble, pending, change.root);
}
