// Step 9: an account is made, and its login URL shown.

import { call } from './api.js';
import { bookmarkHelp } from './bookmark.js';
import { copyBox } from './copy.js';
import { el, focusOn } from './dom.js';
import { field, form, keepDraft, sayProblem } from './form.js';
import { locale } from './i18n.js';
import { leadOutTo } from './line-app.js';
import { newPassword } from './new-password.js';
import { findLink, replaceMain, setTitle, showLoading, start } from './page.js';
import { loginPath, loginUrl, managerName } from './place.js';
import { perTab } from './store.js';
import { currentTerms, termsField } from './terms.js';

const DRAFT = 'acho.signup.draft';
const KEY = 'acho.signup.key';
const DONE = 'acho.signup.done';

// One key for one account to be made: pressing again, or reloading in between where the browser keeps it, asks for the same one.
let key = perTab.get(KEY);
function idempotencyKey() {
  if (key) return key;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  perTab.set(KEY, key);
  return key;
}

function forgetKey() {
  key = null;
  perTab.remove(KEY);
}

function showDone({ slug, email, ...kept }) {
  const address = copyBox({ id: 'login-url', what: 'signup.done.url', action: 'signup.done.copy', done: 'signup.done.copied' });
  address.set(loginUrl(slug));
  const heading = el('h1', { testid: 'signup-done', t: 'signup.done.title' });
  replaceMain(el('div', { class: 'narrow' },
    heading,
    el('p', { class: 'lead', t: 'signup.done' }),
    address.root,
    bookmarkHelp(slug),
    el('p', { testid: 'signup-done-mail', t: ['signup.done.mail', { email, find: findLink() }] }),
    el('p', {}, el('a', { class: 'button primary', href: loginPath(slug), testid: 'login-url-open', t: 'signup.done.open' })),
    el('p', {}, el('button', {
      type: 'button', class: 'link', testid: 'signup-again', t: 'signup.again',
      on: { click: () => {
        perTab.remove(DONE);
        perTab.set(DRAFT, { email, ...kept });
        location.replace('/signup');
      } },
    })),
  ));
  leadOutTo(loginPath(slug));
  setTitle('signup.done.pageTitle');
  focusOn(heading);
}

function showForm(terms) {
  const company = field({
    id: 'signup-company', name: 'company', label: 'signup.company', hint: 'signup.company.hint', autocomplete: 'organization', required: true });
  const contact = field({
    id: 'signup-contact', name: 'contact', label: 'signup.contact', autocomplete: 'name', required: true });
  const email = field({
    id: 'signup-email', name: 'email', label: 'signup.email', hint: 'signup.email.hint', type: 'email', autocomplete: 'email', required: true });
  const phone = field({
    id: 'signup-phone', name: 'phone', label: 'signup.phone', optional: true, type: 'tel', autocomplete: 'tel' });
  const password = newPassword({
    id: 'signup-password', name: 'password', label: 'signup.password', about: () => [company, contact, email].map(({ value }) => value) });

  // The slug is not known yet. Kept under the bare address, this password would replace that of the
  // account made with the same address before; under "address (company)" it stands beside it.
  const username = el('input', {
    type: 'text', name: 'username', id: 'signup-username', class: 'unseen', testid: 'signup-username',
    autocomplete: 'username', tabindex: '-1', 'aria-hidden': 'true',
  });
  const keepName = () => { username.value = managerName(email.value.trim(), company.value.trim()); };
  for (const each of [company, email]) each.input.addEventListener('input', keepName);

  const draft = keepDraft(DRAFT, [company, contact, email, phone]);
  keepName();

  const signup = form({
    id: 'signup', submit: 'signup.submit',
    fields: [company, contact, email, phone, username, password, ...(terms ? [termsField(terms)] : [])],
    send: ({ phone: number, ...values }) => call('POST', '/api/signup',
      { ...values, ...(number ? { phone: number } : {}), locale: locale() },
      { headers: { 'Idempotency-Key': idempotencyKey() } }),
    done: ({ slug }) => {
      draft.forget();
      forgetKey();
      const made = { slug, email: email.value, contact: contact.value, phone: phone.value };
      perTab.set(DONE, made);
      history.replaceState(null, '', '#done');
      showDone(made);
    },
    failed: ({ code }) => {
      // This key made an account with other values; the next press is a sign-up of its own.
      if (code === 'signup.key_reused') forgetKey();
      return false;
    },
  });
  replaceMain(el('div', { class: 'narrow' },
    el('h1', { t: 'signup.title' }),
    el('p', { class: 'lead', t: 'signup.lead' }),
    el('p', { class: 'hint', t: ['signup.before', { guide: el('a', { href: '/guide', testid: 'signup-guide', t: 'signup.before.guide' }) }] }),
    signup.root,
    el('p', { class: 'hint', t: ['signup.already', { find: findLink() }] })));
}

start({ titleKey: 'signup.pageTitle' });
const made = location.hash === '#done' ? perTab.get(DONE) : null;
if (made) showDone(made);
else {
  const loading = showLoading('signup-loading');
  showForm(await currentTerms((problem) => sayProblem(loading, problem)));
}
