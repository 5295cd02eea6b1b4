// Whoever lost a login URL gives an address; the URLs of all its accounts go there by mail.

import { call } from './api.js';
import { el } from './dom.js';
import { field, form } from './form.js';
import { showColumn, start } from './page.js';
import { showSent } from './sent.js';

function ask(typed = '') {
  const email = field({
    id: 'find-email', name: 'email', label: 'find.email', hint: 'find.email.hint', type: 'email', autocomplete: 'email', required: true });
  email.value = typed;
  const find = form({
    id: 'find', submit: 'find.submit', fields: [email],
    send: (values) => call('POST', '/api/find', values),
    done: () => showSent({ testid: 'find-sent', sentence: 'find.sent', email: email.value.trim(), again: ask }),
  });
  showColumn('find-title', 'find.title',
    el('p', { class: 'lead', t: 'find.lead' }),
    find.root,
    el('p', { class: 'hint', t: ['find.none', { signup: el('a', { href: '/signup', testid: 'find-signup', t: 'front.signup' }) }] }));
  return email.input;
}

start({ titleKey: 'find.pageTitle' });
ask();
