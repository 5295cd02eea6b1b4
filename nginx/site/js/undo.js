// The page of the mail to a former address: whoever reads that mail takes a change of address back.

import { call } from './api.js';
import { el, focusOn, literal } from './dom.js';
import { linkForm, mailedPage } from './mailed.js';
import { setTitle, showColumn } from './page.js';
import { resetPath, slug } from './place.js';

function ask(company, token, { to, from }) {
  const undo = linkForm({
    expired,
    id: 'undo', submit: 'undo.submit', fields: [],
    send: () => call('POST', `/a/${slug}/api/email-undo`, { token }),
    done: () => focusOn(showColumn('undone-title', 'undo.done.title', el('p', { class: 'lead', t: ['undo.done', { company }] }))),
  });
  showColumn('undo-title', 'undo.title',
    el('p', { class: 'lead', t: ['undo.lead', { company, email: literal(to), other: literal(from) }] }),
    el('ul', {}, el('li', { t: 'undo.out' }), el('li', { t: 'undo.password' }), el('li', { t: 'undo.others' })),
    undo.root,
    el('p', { class: 'hint', t: 'undo.nothing' }));
}

const expired = () => showColumn('undo-expired', 'expired.title',
  el('p', { class: 'lead', t: 'undo.expired' }),
  el('p', { t: ['undo.expired.reset', { reset: el('a', { href: resetPath(), testid: 'undo-reset', t: 'reset.do' }) }] }));

await mailedPage({
  titleKey: 'undo.pageTitlePlain',
  name: 'undo',
  look: 'link/look',
  opened: (company) => setTitle('undo.pageTitle', { company }),
  show: (company, token, found) => {
    if (found.purpose === 'undo') ask(company, token, found);
    else expired();
  },
  expired,
});
