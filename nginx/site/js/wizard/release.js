// The Official Account of the pasted token is linked by another account here: mail whoever that is and ask
// for its release. The answer never says who.

import { el, focusOn, show, write } from '../dom.js';
import { sayProblem } from '../form.js';
import { contactUs } from '../support.js';
import { press } from './parts.js';

export function askRelease(app) {
  const said = el('p', { class: 'status', role: 'status', testid: 'release-status' });
  const next = el('p', { testid: 'release-next', t: ['release.next', { us: contactUs() }], hidden: true });
  const ask = press('release-ask', 'release.ask', async () => {
    const result = await app.account.call('POST', 'messaging-token/release-request', {});
    if (result.ok) write(said, result.data.detail);
    else sayProblem(said, result.problem);
    show(ask, !result.ok);
    show(next, result.ok);
    if (result.ok) focusOn(said); // the button is gone
  }, 'primary');
  return el('div', { class: 'again' }, ask, said, next);
}
