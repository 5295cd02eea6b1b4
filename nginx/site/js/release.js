// The page of the release mail: whoever has the link takes an Official Account's token out of this
// account. Opening it changes nothing; the button does.

import { call } from './api.js';
import { el, focusOn } from './dom.js';
import { linkForm, mailedPage } from './mailed.js';
import { showColumn } from './page.js';
import { loginPath, slug } from './place.js';

const view = (title, ...content) => showColumn('release-title', title, ...content);

function ask(company, token) {
  const release = linkForm({
    expired,
    id: 'release', submit: 'release.submit', fields: [],
    send: () => call('POST', `/a/${slug}/api/release`, { token }),
    done: () => focusOn(view('release.done.title', el('p', { class: 'lead', t: ['release.done', { company }] }), toLogin())),
  });
  view('release.title',
    el('p', { class: 'lead', t: ['release.lead', { company }] }),
    el('ul', {}, el('li', { t: 'release.copy' }), el('li', { t: ['release.stops', { company }] }), el('li', { t: 'release.line' })),
    release.root,
    el('p', { class: 'hint', t: 'release.nothing' }));
}

const expired = () => view('release.expired.title', el('p', { class: 'lead', t: 'release.expired' }), toLogin());

const toLogin = () => el('p', {}, el('a', { class: 'button', href: loginPath(), testid: 'release-login', t: 'release.login' }));

await mailedPage({
  titleKey: 'release.pageTitle',
  name: 'release',
  look: 'release/look',
  show: ask,
  expired,
});
