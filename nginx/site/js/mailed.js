// A page that a mailed link leads to, with a token in the fragment. Opening it changes nothing: mail
// scanners do that too. What it does, a button does.

import { callUntilAnswered } from './api.js';
import { sayProblem } from './form.js';
import { lost } from './lost.js';
import { showLoading, start } from './page.js';
import { slug } from './place.js';

const TOKEN = /^#t=([\w-]+)$/;

// It is taken out of the address bar and of the history at once.
function takeToken() {
  const token = TOKEN.exec(location.hash)?.[1] ?? null;
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

// `show(company, token)` fills the page; the token is null where the link has none.
export async function mailedPage({ titleKey, loading: testid, show }) {
  async function open() {
    const token = takeToken();
    const loading = showLoading(testid);
    const account = await callUntilAnswered(`/a/${slug}/api/account`, (problem) => sayProblem(loading, problem));
    if (account.ok) show(account.data.company, token);
    else lost(account.problem);
  }
  start({ titleKey });
  // Another mail's link, followed in this tab, changes nothing but the fragment.
  addEventListener('hashchange', () => { if (TOKEN.test(location.hash)) open(); });
  await open();
}
