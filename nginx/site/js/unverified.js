// A quiet word for as long as nobody has pressed the button behind the welcome mail's second link.

import { el, literal, say, show } from './dom.js';

export function unverifiedNotice(testid) {
  const text = el('p');
  const root = el('div', { class: 'notice', testid, hidden: true }, text);
  return {
    root,
    update: ({ member, account }) => {
      show(root, member.verified === false);
      say(text, 'verify.reminder', { email: literal(member.email), company: account.company });
    },
  };
}
