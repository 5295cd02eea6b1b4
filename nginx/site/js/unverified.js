// A quiet word for as long as nobody has pressed the button behind a mailed link to confirm the address. It names no mail
// that may not exist: of several welcome mails to one address within an hour, a list of login URLs takes the place.

import { el, focusOn, literal, say, show } from './dom.js';
import { sayProblem } from './form.js';
import { locale } from './i18n.js';
import { account } from './wizard/account.js';
import { catalogue } from './words.js';

// What the subject of the mail that was asked for says, after the brand: in the language of the account's mails.
async function subject({ company, locale: mails }) {
  const words = await catalogue(mails).catch(() => catalogue(locale()));
  return el('strong', { lang: mails, class: 'notranslate', translate: 'no' }, words['verify.subject'].replace('{company}', () => company));
}

// `words`: why it matters where this one stands, in place of where the link is.
export function unverifiedNotice(testid, words = null) {
  const text = el('p', { testid: `${testid}-words` });
  const said = el('p', { role: 'status', testid: `${testid}-said`, tabindex: '-1', hidden: true });
  const again = el('button', {
    type: 'button', class: 'button small', testid: `${testid}-again`, t: 'verify.again',
    on: { click: async () => {
      const result = await account.call('POST', 'email-verification/request', {});
      if (result.ok) say(said, 'verify.again.done', { email: literal(account.session.member.email), subject: await subject(account.session.account) });
      else sayProblem(said, result.problem);
      focusOn(show(said));
    } } });
  const root = el('div', { class: 'notice', testid, hidden: true }, text, again, said);
  return {
    root,
    update: ({ member }) => {
      show(root, member.verified === false);
      say(text, ...(words ? [words] : ['verify.reminder', { email: literal(member.email) }]));
    },
  };
}
