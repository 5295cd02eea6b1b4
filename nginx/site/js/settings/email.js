// Another address, confirmed by a link that is mailed there.

import { el, focusOn, literal, say, show } from '../dom.js';
import { field, form } from '../form.js';
import { account } from '../wizard/account.js';

export function emailCard() {
  const email = field({
    id: 'email-new', name: 'email', label: 'settings.email.new', hint: 'settings.email.hint', type: 'email', autocomplete: 'email', required: true });
  const asked = el('p', { class: 'notice good', testid: 'email-asked', hidden: true });
  const change = form({
    id: 'email', submit: 'settings.email.submit', fields: [email],
    send: (values) => {
      show(asked, false);
      return account.call('PUT', 'email', values);
    },
    done: () => {
      focusOn(show(say(asked, 'settings.email.asked', { email: literal(email.value) })));
      email.value = '';
    },
  });
  return el('section', { class: 'card', 'aria-labelledby': 'email-title' },
    el('h2', { id: 'email-title', t: 'settings.email.change' }),
    el('p', { t: ['settings.email.why', { email: literal(account.session.member.email) }] }),
    asked, change.root);
}
