// A forgotten password: without a token the page asks where to mail a link; with one, for the new password.

import { call } from './api.js';
import { keptAddress, typedAddress, usernameField } from './address.js';
import { el, focusOn } from './dom.js';
import { field, form } from './form.js';
import { linkForm, mailedPage } from './mailed.js';
import { newPassword } from './new-password.js';
import { findLink, setTitle, showColumn } from './page.js';
import { knownPlace, loginPath, managerName, slug } from './place.js';
import { showSent } from './sent.js';
import { perBrowser } from './store.js';

const PATH = `/a/${slug}/api/password-reset`;

// Where the login page was to lead to: it says so in the fragment. The mail's link, opened in whichever tab of this browser,
// finds what was kept when the mail was asked for.
const KEPT = `acho.${slug}.afterReset`;
let place = knownPlace(location.hash);
const backToLogin = () => loginPath() + place;

function ask(company, typed = keptAddress()) {
  const email = field({ id: 'reset-email', name: 'email', label: 'login.email', type: 'email', autocomplete: 'email', required: true });
  email.value = typed;
  const reset = form({
    id: 'reset', submit: 'reset.submit', fields: [email],
    send: (values) => {
      typedAddress(values.email);
      perBrowser.set(KEPT, place);
      return call('POST', PATH, values);
    },
    done: () => showSent({
      testid: 'reset-sent', sentence: ['reset.sent', { company }], email: email.value.trim(), again: (text) => ask(company, text),
      more: elsewhere(),
    }),
  });
  showColumn('reset-title', ['reset.title', { company }],
    el('p', { class: 'lead', t: ['reset.lead', { company }] }),
    reset.root,
    ...elsewhere());
  return email.input;
}

const elsewhere = () => [
  el('p', { class: 'onward' }, el('a', { href: backToLogin(), testid: 'reset-login', t: 'reset.back' })),
  el('p', { class: 'hint', t: ['reset.otherShop', { find: findLink() }] }),
];

function choose(company, token, address) {
  place ||= knownPlace(perBrowser.get(KEPT));
  const password = newPassword({ id: 'reset-password', name: 'password', label: 'reset.password', about: () => [company, address] });
  const renew = linkForm({
    expired: () => expired(company),
    id: 'renew', submit: 'reset.save', fields: [usernameField('reset-username', managerName(address)), password],
    send: (values) => call('PUT', PATH, { token, ...values }),
    done: () => {
      perBrowser.remove(KEPT);
      typedAddress(address);
      focusOn(renewed(company));
    },
  });
  showColumn('renew-title', ['reset.choose', { company }], el('p', { class: 'lead', t: 'reset.choose.lead' }), renew.root);
}

const renewed = (company) => showColumn('renewed-title', 'reset.done.title',
  el('p', { class: 'lead', t: ['reset.done', { company }] }),
  el('p', {}, el('a', { class: 'button primary', href: backToLogin(), testid: 'renewed-login', t: 'signup.done.open' })));

const expired = (company) => showColumn('reset-expired', 'expired.title',
  el('p', { class: 'lead', t: 'reset.expired' }),
  el('p', {}, el('button', {
    type: 'button', class: 'button primary', testid: 'reset-again', t: 'reset.again', on: { click: () => focusOn(ask(company)) },
  })));

await mailedPage({
  titleKey: 'reset.pageTitlePlain',
  name: 'reset',
  look: 'link/look',
  opened: (company) => setTitle('reset.pageTitle', { company }),
  show: (company, token, { purpose, to }) => {
    if (purpose === 'reset') choose(company, token, to);
    else expired(company);
  },
  expired,
  bare: ask,
});
