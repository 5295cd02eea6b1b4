// Step 10: the page merchants bookmark. It belongs to one account and says whose.

import { keptAddress, provedAddress, typedAddress } from './address.js';
import { call, callUntilAnswered, isAnswer } from './api.js';
import { bookmarkHelp } from './bookmark.js';
import { el, say, show } from './dom.js';
import { field, form, sayProblem, unfilled } from './form.js';
import { lost } from './lost.js';
import { findLink, offerInstall, replaceMain, setTitle, showLoading, start } from './page.js';
import { oaPicture } from './picture.js';
import { knownPlace, loginPath, managerName, placeAfterLogin, readManagerName, resetPath, slug } from './place.js';
import { secondFactor } from './second-factor.js';
import { ended } from './store.js';

const FORGET_MS = 1000; // managers fill the name first and the password after it, later on a busy phone

const goHome = () => location.replace(placeAfterLogin(location.hash));

function showForm({ company, has_picture: hasPicture }) {
  const email = field({
    id: 'login-email', name: 'email', label: 'login.email', type: 'email', autocomplete: 'email', required: true });
  const password = field({
    id: 'login-password', name: 'password', label: 'login.password', secret: true, autocomplete: 'current-password', required: true });
  const manager = managerField(email, password, company);
  const factor = secondFactor('login-totp');
  const picture = oaPicture('login-picture');
  picture.update(hasPicture);

  const login = form({
    id: 'login', submit: 'login.submit',
    fields: [email, manager.name, manager.other, password, factor.field],
    send: (values) => unfilled([email, password]) ?? call('POST', `/a/${slug}/api/session`, factor.sent(values)),
    done: () => {
      provedAddress(email.value);
      goHome();
    },
    failed: (problem, { status }) => {
      const asked = factor.answer(problem);
      if (asked === null && isAnswer(status) && problem.errors.length === 0) password.value = '';
      return asked === true;
    },
    help: { at: () => null, whole: ({ code }) => [code === 'login.failed' ? toReset('login-failed-reset', 'reset.do', 'button') : null] },
  });
  // The address goes along, so that it is typed once, and where this page was to lead to.
  function toReset(testid, words, kind = null) {
    return el('a', { href: resetPath() + knownPlace(location.hash), testid, class: kind, t: words, on: { click: () => typedAddress(email.value) } });
  }
  replaceMain(el('div', { class: 'narrow' },
    el('div', { class: 'whose' }, picture.root,
      el('div', {},
        el('h1', { testid: 'login-company', t: ['login.title', { company }] }),
        el('p', { class: 'lead', t: 'login.lead' }))),
    ended.take(slug) ? el('p', { class: 'notice', role: 'status', testid: 'login-ended', t: 'login.ended' }) : '',
    login.root,
    el('p', { class: 'onward' }, toReset('login-reset', 'reset.link')),
    el('p', { class: 'hint', t: ['login.otherShop', { find: findLink() }] }),
    el('section', { 'aria-labelledby': 'bookmark-title', class: 'keep' }, el('h2', { id: 'bookmark-title', t: 'bookmark.title' }), bookmarkHelp())));
  setTitle('login.pageTitle', { company });
  offerInstall(company, hasPicture);
}

/*
 * The name a password manager keeps this password under: "address (slug)", in a field of its own
 * between the two that people use; what they see of it stands small below the button. It follows the
 * address that is typed; what a manager fills into either of them is taken apart again, and a name that belongs to another account is said in words.
 */
function managerField(email, password, company) {
  const name = el('input', {
    type: 'text', id: 'login-username', testid: 'login-username', autocomplete: 'username', tabindex: '-1', spellcheck: 'false', autocapitalize: 'off',
  });
  const other = el('div', { class: 'notice', role: 'alert', testid: 'login-other-account', hidden: true });
  const root = el('div', { class: 'manager' }, el('label', { for: 'login-username', t: 'login.username' }), name);

  const follow = () => {
    name.value = managerName(email.value.trim());
    root.classList.toggle('unseen', name.value === '');
  };

  let forgetting;
  function warn(account, isSlug) {
    const forget = () => { password.value = ''; };
    forget();
    clearTimeout(forgetting);
    forgetting = setTimeout(forget, FORGET_MS);
    const message = el('p');
    say(message, isSlug ? 'login.otherSlug' : 'login.otherName', { account, company });
    other.replaceChildren(message);
    if (isSlug) {
      other.append(el('p', {}, el('a', { href: loginPath(account), testid: 'login-other-account-link', t: 'login.otherSlug.go' })));
    }
    show(other);
  }

  // One of the two was typed into or filled. A fill comes as several events; the later ones find only
  // what the first one has left there.
  const left = new Map();
  function take(input) {
    if (input.value === left.get(input)) return;
    const { address, account, isSlug } = readManagerName(input.value);
    if (account !== null || input === name) email.value = address;
    if (account === null || account === slug || account === company) {
      if (account !== null) clearTimeout(forgetting);
      show(other, false);
    } else warn(account, isSlug);
    if (account !== null || input !== name) follow();
    for (const each of [email.input, name]) left.set(each, each.value);
  }

  for (const input of [email.input, name]) {
    for (const event of ['input', 'change']) {
      input.addEventListener(event, () => take(input));
    }
  }
  name.addEventListener('blur', follow);

  email.value = keptAddress();
  follow();
  return { name: { root }, other };
}

start({ titleKey: 'login.pageTitlePlain' });
const loading = showLoading('login-loading');
const account = await callUntilAnswered(`/a/${slug}/api/account`, (problem) => sayProblem(loading, problem));
if (account.ok && account.data.signed_in) goHome();
else if (account.ok) showForm(account.data);
else lost(account.problem);
