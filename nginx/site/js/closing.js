// A warning for as long as the account is to be deleted, to everybody who is in it.

import { el, say, show } from './dom.js';
import { settingsPath } from './place.js';

export function closingNotice(testid) {
  const text = el('p', { testid: `${testid}-words` });
  const root = el('div', { class: 'notice warn', testid, hidden: true }, text,
    el('p', {}, el('a', { href: settingsPath(), class: 'button small', testid: `${testid}-settings`, t: 'closing.settings' })));
  return {
    root,
    update: ({ account: { company, deletes_at: at } }) => {
      show(root, Boolean(at));
      if (at) say(text, 'closing', { company, when: new Date(at) });
    },
  };
}
