// The page of the welcome mail's second link: whoever has it reads the mail of the address that signed up.

import { call } from './api.js';
import { el, focusOn } from './dom.js';
import { form } from './form.js';
import { mailedPage } from './mailed.js';
import { setTitle, showColumn } from './page.js';
import { homePath, resetPath, slug } from './place.js';

function ask(company, token) {
  const verify = form({
    id: 'verify', submit: 'verify.submit', fields: [],
    send: () => call('POST', `/a/${slug}/api/email-verification`, { token }),
    done: () => focusOn(verified(company)),
    failed: ({ code }) => {
      if (code !== 'link.expired') return false;
      focusOn(expired());
      return true;
    },
  });
  showColumn('verify-title', 'verify.title', el('p', { class: 'lead', t: ['verify.lead', { company }] }), verify.root);
}

const toHome = (kind) => el('p', {}, el('a', { class: `button ${kind}`.trim(), href: homePath(), testid: 'verify-home', t: 'verify.home' }));

const verified = (company) => showColumn('verified-title', 'verify.done.title', el('p', { class: 'lead', t: ['verify.done', { company }] }), toHome('primary'));

const expired = () => showColumn('verify-expired', 'expired.title',
  el('p', { class: 'lead', t: 'verify.expired' }),
  el('ul', {},
    el('li', { t: 'verify.expired.pressed' }),
    el('li', { t: 'verify.expired.newest' }),
    el('li', { t: ['verify.expired.reset', { reset: el('a', { href: resetPath(), testid: 'verify-reset', t: 'reset.do' }) }] })),
  toHome(''));

await mailedPage({
  titleKey: 'verify.pageTitlePlain',
  loading: 'verify-loading',
  show: (company, token) => {
    setTitle('verify.pageTitle', { company });
    if (token) ask(company, token);
    else expired();
  },
});
