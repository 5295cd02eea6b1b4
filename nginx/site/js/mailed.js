// A page that a mailed link leads to, with a token in the fragment. Opening it changes nothing: mail
// scanners do that too. What it does, a button does; whether the link still works is asked first.

import { call, callUntilAnswered } from './api.js';
import { el, focusOn } from './dom.js';
import { form, sayProblem } from './form.js';
import { lost } from './lost.js';
import { showColumn, showLoading, start } from './page.js';
import { slug } from './place.js';

const TOKEN = /^#t=([\w-]+)$/;

// Taken out of the address bar and of the history as soon as the page can do without: reloaded before, it is still there.
function takeToken() {
  const token = TOKEN.exec(location.hash)?.[1] ?? null;
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

/*
 * `name` is the page's in test ids; `look` the call that says what the link would do. `show(company, token, found)` fills
 * the page with what was found; `expired(company)` says that the link does nothing any more, and what to do instead, and
 * gives the heading; `bare(company)` fills the page that was opened without a link. `opened(company)` comes before either.
 */
export async function mailedPage({ titleKey, name, look, opened = () => {}, show, expired, bare = expired }) {
  async function find(company, token) {
    const { ok, data, problem } = await call('POST', `/a/${slug}/api/${look}`, { token });
    if (ok) show(company, token, data);
    else if (problem.code === 'link.expired') focusOn(expired(company));
    else {
      focusOn(showColumn(`${name}-trouble`, 'trouble.title', sayProblem(el('p', { class: 'lead', testid: `${name}-trouble-words` }), problem),
        el('p', {}, el('button', {
          type: 'button', class: 'button primary', testid: `${name}-again`, t: 'again.do', on: { click: () => findAgain(company, token) },
        }))));
    }
  }
  // The button that had the focus is gone with what it stood in.
  async function findAgain(company, token) {
    await find(company, token);
    if (document.activeElement === document.body) focusOn(document.querySelector('h1'));
  }
  async function open() {
    const loading = showLoading(`${name}-loading`);
    const account = await callUntilAnswered(`/a/${slug}/api/account`, (problem) => sayProblem(loading, problem));
    if (!account.ok) {
      lost(account.problem);
      return;
    }
    const token = takeToken();
    const { company } = account.data;
    opened(company);
    if (token) await find(company, token);
    else bare(company);
  }
  start({ titleKey, guide: false });
  // Another mail's link, followed in this tab, changes nothing but the fragment.
  addEventListener('hashchange', async () => {
    if (!TOKEN.test(location.hash)) return;
    await open();
    focusOn(document.querySelector('h1'));
  });
  await open();
}

// A form behind a mailed link: when the link has ended since the page asked, the page says so. `options` are form.js's.
export const linkForm = ({ expired, ...options }) => form({
  ...options,
  failed: ({ code }) => {
    if (code !== 'link.expired') return false;
    focusOn(expired());
    return true;
  },
});
