// The page of the release mail: whoever has the link takes an Official Account's token out of this
// account. Opening it changes nothing; the button does.

import { call, callUntilAnswered } from './api.js';
import { el, focusOn } from './dom.js';
import { form, sayProblem } from './form.js';
import { lost } from './lost.js';
import { replaceMain, showLoading, start } from './page.js';
import { loginPath, slug } from './place.js';

// The token stands in the fragment; it is taken out of the address bar and of the history at once.
function takeToken() {
  const found = /^#t=([\w-]+)$/.exec(location.hash)?.[1] ?? null;
  if (found) history.replaceState(null, '', location.pathname);
  return found;
}

function view(title, ...content) {
  const heading = el('h1', { testid: 'release-title', t: title });
  replaceMain(el('div', { class: 'narrow' }, heading, ...content));
  return heading;
}

function ask(company, token) {
  const release = form({
    id: 'release', submit: 'release.submit', fields: [],
    send: () => call('POST', `/a/${slug}/api/release`, { token }),
    done: () => focusOn(view('release.done.title', el('p', { class: 'lead', t: ['release.done', { company }] }), toLogin())),
    failed: ({ code }) => {
      if (code !== 'link.expired') return false;
      focusOn(expired());
      return true;
    },
  });
  view('release.title',
    el('p', { class: 'lead', t: ['release.lead', { company }] }),
    el('ul', {}, el('li', { t: 'release.copy' }), el('li', { t: ['release.stops', { company }] }), el('li', { t: 'release.line' })),
    release.root,
    el('p', { class: 'hint', t: 'release.nothing' }));
}

const expired = () => view('release.expired.title', el('p', { class: 'lead', t: 'release.expired' }), toLogin());

const toLogin = () => el('p', {}, el('a', { class: 'button', href: loginPath(), testid: 'release-login', t: 'release.login' }));

async function open() {
  const token = takeToken();
  const loading = showLoading('release-loading');
  const account = await callUntilAnswered(`/a/${slug}/api/account`, (problem) => sayProblem(loading, problem));
  if (!account.ok) lost(account.problem);
  else if (token) ask(account.data.company, token);
  else expired();
}

start({ titleKey: 'release.pageTitle' });
await open();
// Another mail's link, followed in this tab, changes nothing but the fragment.
addEventListener('hashchange', () => { if (/^#t=/.test(location.hash)) open(); });
