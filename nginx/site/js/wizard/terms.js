// Terms that have changed since the account agreed to them.

import { el, focusOn, say, show } from '../dom.js';
import { sayProblem } from '../form.js';
import { account } from './account.js';

// For as long as an owner is to agree to terms that have changed.
export function termsNotice() {
  const text = el('p', {});
  const said = el('p', { role: 'status', testid: 'home-terms-said', tabindex: '-1', hidden: true });
  let terms = null;
  let asking = false;
  async function fetch() {
    try {
      const { currentTerms, pagesOf } = await import('../terms.js');
      terms = await currentTerms() ?? terms;
      if (terms) say(text, 'terms.changed', pagesOf(terms, 'home-terms'));
    } catch {
      // it did not come over the network: the next look asks again
    }
  }
  const agree = el('button', {
    type: 'button', class: 'button small', testid: 'home-terms-agree', t: 'terms.agreeNow',
    on: { click: async () => {
      const result = await account.call('POST', 'consent', { terms: terms.version });
      if (result.ok) {
        account.session.account.terms_due = false;
        show(agree, false);
        say(said, 'terms.agreed');
      } else sayProblem(said, result.problem);
      if (result.problem?.code === 'request.invalid') await fetch(); // they have changed once more
      focusOn(show(said));
    } } });
  const root = el('div', { class: 'notice', testid: 'home-terms', hidden: true }, text, agree, said);
  return {
    root,
    async update(session) {
      if (!session.account.terms_due || asking || terms) return;
      asking = true;
      await fetch();
      asking = false;
      show(root, terms !== null);
    },
  };
}
