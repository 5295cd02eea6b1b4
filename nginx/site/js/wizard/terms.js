// Terms that have changed since the account agreed to them.

import { el, focusOn, say, show } from '../dom.js';
import { sayProblem } from '../form.js';
import { currentTerms, pagesOf } from '../terms.js';
import { account } from './account.js';

// For as long as an owner is to agree to terms that have changed.
export function termsNotice() {
  const text = el('p', {});
  const said = el('p', { role: 'status', testid: 'home-terms-said', tabindex: '-1', hidden: true });
  let terms = null;
  let asking = false;
  const agree = el('button', {
    type: 'button', class: 'button small', testid: 'home-terms-agree', t: 'terms.agreeNow',
    on: { click: async () => {
      const result = await account.call('POST', 'consent', { terms: terms.version });
      if (result.ok) {
        account.session.account.terms_due = false;
        show(agree, false);
        say(said, 'terms.agreed');
      } else sayProblem(said, result.problem);
      focusOn(show(said));
    } } });
  const root = el('div', { class: 'notice', testid: 'home-terms', hidden: true }, text, agree, said);
  return {
    root,
    async update(session) {
      if (!session.account.terms_due || asking || terms) return;
      asking = true;
      terms = await currentTerms();
      asking = false;
      if (terms) say(text, 'terms.changed', pagesOf(terms, 'home-terms'));
      show(root, terms !== null);
    },
  };
}
