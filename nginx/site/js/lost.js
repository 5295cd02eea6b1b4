// There is no such page or account. Said in the same words for an address nginx does not know and for
// a slug the API does not know.

import { el, focusOn } from './dom.js';
import { sayProblem } from './form.js';
import { replaceMain, setTitle } from './page.js';

export function lost(problem = null) {
  const known = problem === null || problem.code === 'not_found';
  const heading = el('h1', { testid: 'not-found', t: known ? 'lost.title' : 'trouble.title' });
  replaceMain(el('div', { class: 'narrow' },
    heading,
    known ? el('p', { class: 'lead', t: 'lost.lead' }) : sayProblem(el('p', { class: 'lead' }), problem),
    el('ul', { hidden: !known },
      el('li', { t: 'lost.mail' }),
      el('li', { t: 'lost.bookmark' }),
      el('li', { t: 'lost.complete' })),
    el('p', { class: 'actions' },
      known
        ? el('a', { class: 'button primary', href: '/find', testid: 'not-found-find', t: 'find.link' })
        : el('button', { type: 'button', class: 'button primary', testid: 'lost-again', t: 'again.do', on: { click: () => location.reload() } }),
      el('a', { class: 'button', href: '/', testid: 'not-found-front', t: 'lost.front' }))));
  setTitle(known ? 'lost.title' : 'trouble.title');
  focusOn(heading);
}
