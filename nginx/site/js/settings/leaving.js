// Leaving: the account is to be deleted, and for 14 days need not be.

import { el, focusOn, literal, say, show } from '../dom.js';
import { field, form, sayProblem } from '../form.js';
import { account } from '../wizard/account.js';

export function leavingCard() {
  const said = el('p', { class: 'notice', role: 'status', testid: 'leaving-said', hidden: true });
  const name = field({ id: 'leaving-company', name: 'company', label: 'leaving.company', required: true, autocomplete: 'off' });
  const ask = form({
    id: 'leaving', submit: 'leaving.submit', danger: true, fields: [name],
    send: (values) => {
      show(said, false);
      return account.call('POST', 'deletion', values);
    },
    done: ({ deletes_at: at }) => {
      name.value = '';
      render(at);
      focusOn(show(say(said, 'leaving.asked', { when: new Date(at) })));
    },
  });
  const keep = el('button', {
    type: 'button', class: 'button primary', testid: 'leaving-keep', t: 'leaving.keep',
    on: { click: async () => {
      const result = await account.call('DELETE', 'deletion');
      if (result.ok) render(null);
      focusOn(show(result.ok ? say(said, 'leaving.kept') : sayProblem(said, result.problem)));
    } } });
  const type = el('p');
  const stays = el('div', { class: 'panel' }, el('p', { t: 'leaving.why' }), type, ask.root);
  const leaves = el('div', { class: 'panel' }, el('p', { t: 'leaving.keep.why' }), keep);

  function render(at) {
    show(stays, !at);
    show(leaves, Boolean(at));
  }

  render(account.session.account.deletes_at);
  const root = el('section', { class: 'card', 'aria-labelledby': 'leaving-title' },
    el('h2', { id: 'leaving-title', t: 'leaving.title' }), said, stays, leaves);
  return { root, name: () => say(type, 'leaving.type', { company: literal(account.session.account.company) }) };
}
