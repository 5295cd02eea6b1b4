// A quiet word for as long as nobody has pressed the button behind the welcome mail's second link.

import { el, focusOn, literal, say, show } from './dom.js';
import { sayProblem } from './form.js';
import { account } from './wizard/account.js';

export function unverifiedNotice(testid) {
  const text = el('p', { testid: `${testid}-words` });
  const said = el('p', { role: 'status', testid: `${testid}-said`, tabindex: '-1', hidden: true });
  const again = el('button', {
    type: 'button', class: 'button small', testid: `${testid}-again`, t: 'verify.again',
    on: { click: async () => {
      const result = await account.call('POST', 'email-verification/request', {});
      if (result.ok) say(said, 'verify.again.done');
      else sayProblem(said, result.problem);
      focusOn(show(said));
    } } });
  const root = el('div', { class: 'notice', testid, hidden: true }, text, again, said);
  return {
    root,
    update: ({ member, account: shop }) => {
      show(root, member.verified === false);
      say(text, 'verify.reminder', { email: literal(member.email), company: shop.company });
    },
  };
}
