// The Official Account of the pasted token is linked by another account here: mail whoever that is and ask
// for its release. The answer never says who.

import { el, show, write } from '../dom.js';
import { sayProblem } from '../form.js';
import { press } from './parts.js';

export function askRelease(app) {
  const said = el('p', { class: 'status', role: 'status', testid: 'release-status' });
  const next = el('p', { testid: 'release-next', t: 'release.next', hidden: true });
  let busy = false;
  const ask = press('release-ask', 'release.ask', async () => {
    if (busy) return;
    busy = true;
    const result = await app.account.call('POST', 'messaging-token/release-request', {});
    busy = false;
    if (result.ok) write(said, result.data.detail);
    else sayProblem(said, result.problem);
    show(ask, !result.ok);
    show(next, result.ok);
  }, 'primary');
  return el('div', { class: 'again' }, ask, said, next);
}
