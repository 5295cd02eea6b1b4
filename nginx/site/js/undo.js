// The page of the mail to a former address: whoever reads that mail takes a change of address back.

import { call } from './api.js';
import { el, focusOn } from './dom.js';
import { form } from './form.js';
import { mailedPage } from './mailed.js';
import { setTitle, showColumn } from './page.js';
import { resetPath, slug } from './place.js';

function ask(company, token) {
  const undo = form({
    id: 'undo', submit: 'undo.submit', fields: [],
    send: () => call('POST', `/a/${slug}/api/email-undo`, { token }),
    done: () => focusOn(showColumn('undone-title', 'undo.done.title', el('p', { class: 'lead', t: ['undo.done', { company }] }))),
    failed: ({ code }) => {
      if (code !== 'link.expired') return false;
      focusOn(expired());
      return true;
    },
  });
  showColumn('undo-title', 'undo.title',
    el('p', { class: 'lead', t: ['undo.lead', { company }] }),
    el('ul', {}, el('li', { t: 'undo.out' }), el('li', { t: 'undo.password' }), el('li', { t: 'undo.others' })),
    undo.root,
    el('p', { class: 'hint', t: 'undo.nothing' }));
}

const expired = () => showColumn('undo-expired', 'expired.title',
  el('p', { class: 'lead', t: 'undo.expired' }),
  el('p', { t: ['undo.expired.reset', { reset: el('a', { href: resetPath(), testid: 'undo-reset', t: 'reset.do' }) }] }));

await mailedPage({
  titleKey: 'undo.pageTitlePlain',
  loading: 'undo-loading',
  show: (company, token) => {
    setTitle('undo.pageTitle', { company });
    if (token) ask(company, token);
    else expired();
  },
});
