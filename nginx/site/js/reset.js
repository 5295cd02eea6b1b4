// A forgotten password: without a token the page asks where to mail a link; with one, for the new password.

import { call } from './api.js';
import { keptAddress, typedAddress, usernameField } from './address.js';
import { el, focusOn } from './dom.js';
import { field, form } from './form.js';
import { mailedPage } from './mailed.js';
import { newPassword } from './new-password.js';
import { findLink, setTitle, showColumn } from './page.js';
import { loginPath, managerName, slug } from './place.js';
import { sendAddress, showSent } from './sent.js';

const PATH = `/a/${slug}/api/password-reset`;

function ask(company, typed = keptAddress()) {
  const email = field({ id: 'reset-email', name: 'email', label: 'login.email', type: 'email', autocomplete: 'email', required: true });
  email.value = typed;
  const reset = form({
    id: 'reset', submit: 'reset.submit', fields: [email],
    send: (values) => {
      typedAddress(values.email);
      return sendAddress(PATH, values);
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
  el('p', { class: 'onward' }, el('a', { href: loginPath(), testid: 'reset-login', t: 'reset.back' })),
  el('p', { class: 'hint', t: ['reset.otherShop', { find: findLink() }] }),
];

function choose(company, token) {
  const address = keptAddress();
  const password = newPassword({ id: 'reset-password', name: 'password', label: 'reset.password', about: () => [company, address] });
  const renew = form({
    id: 'renew', submit: 'reset.save', fields: [...(address ? [usernameField('reset-username', managerName(address))] : []), password],
    send: (values) => call('PUT', PATH, { token, ...values }),
    done: () => focusOn(renewed(company)),
    failed: ({ code }) => {
      if (code !== 'link.expired') return false;
      focusOn(expired(company));
      return true;
    },
  });
  showColumn('renew-title', ['reset.choose', { company }], el('p', { class: 'lead', t: 'reset.choose.lead' }), renew.root);
}

const renewed = (company) => showColumn('renewed-title', 'reset.done.title',
  el('p', { class: 'lead', t: ['reset.done', { company }] }),
  el('p', {}, el('a', { class: 'button primary', href: loginPath(), testid: 'renewed-login', t: 'signup.done.open' })));

const expired = (company) => showColumn('reset-expired', 'expired.title',
  el('p', { class: 'lead', t: 'reset.expired' }),
  el('p', {}, el('button', {
    type: 'button', class: 'button primary', testid: 'reset-again', t: 'reset.again', on: { click: () => focusOn(ask(company)) },
  })));

await mailedPage({
  titleKey: 'reset.pageTitlePlain',
  loading: 'reset-loading',
  show: (company, token) => {
    setTitle('reset.pageTitle', { company });
    if (token) choose(company, token);
    else ask(company);
  },
});
