// The page of a link that says an address is a member's: whoever has it reads the mail that goes there. It is the member's
// present address, or the one that is to take its place.

import { call } from './api.js';
import { el, focusOn, literal } from './dom.js';
import { linkForm, mailedPage } from './mailed.js';
import { setTitle, showColumn } from './page.js';
import { homePath, resetPath, slug } from './place.js';

const button = (token, submit, done) => linkForm({
  id: 'verify', submit, fields: [], expired,
  send: () => call('POST', `/a/${slug}/api/email-verification`, { token }),
  done: () => focusOn(done()),
}).root;

function ask(company, token, { purpose, to, from }) {
  const [email, other] = [literal(to), literal(from ?? '')];
  if (purpose === 'verify') {
    showColumn('verify-title', 'verify.title', el('p', { class: 'lead', t: ['verify.lead', { company, email }] }),
      button(token, 'verify.submit', () => verified(company)));
  } else {
    setTitle('change.pageTitle', { company });
    showColumn('change-title', 'change.title', el('p', { class: 'lead', testid: 'change-lead', t: ['change.lead', { company, email, other }] }),
      el('p', { t: 'change.then' }), button(token, 'change.submit', () => changed(company, to)), el('p', { class: 'hint', t: 'change.nothing' }));
  }
}

const changed = (company, to) => showColumn('changed-title', 'change.done.title',
  el('p', { class: 'lead', t: ['change.done', { company, email: literal(to) }] }), toHome('primary'));

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
  name: 'verify',
  look: 'link/look',
  opened: (company) => setTitle('verify.pageTitle', { company }),
  show: (company, token, found) => {
    if (['verify', 'address'].includes(found.purpose)) ask(company, token, found);
    else expired();
  },
  expired,
});
