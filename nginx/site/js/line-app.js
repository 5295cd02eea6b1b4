// Pages opened inside LINE: its browser has no bookmarks, saves no files, opens no second tab, and may refuse the
// clipboard. So a way out stands on every page, and links that would open a tab open outside. LINE's browser hands an
// address over to the phone's own when it carries this parameter.

import { el } from './dom.js';

const OUT = 'openExternalBrowser';
const TOKEN = /^#t=/;

const inLine = /\bLine\/\d/.test(navigator.userAgent);

// A mailed link's token is taken out of the address at once; whoever leaves needs it again.
const arrivedWith = location.hash;

export function outOfLine(address) {
  const url = new URL(address, location.href);
  if (!/^https?:$/.test(url.protocol)) return address;
  url.searchParams.set(OUT, '1');
  return url.href;
}

// Where the way out leads, when not to this page: what it shows is known to this tab alone.
let instead = null;
export function leadOutTo(path) {
  instead = path;
}

const here = () => {
  const url = new URL(instead ?? location.href, location.href);
  if (!instead && url.hash === '' && TOKEN.test(arrivedWith)) url.hash = arrivedWith;
  return outOfLine(url.href);
};

// Just before it is followed, so that links made later are treated alike.
function lead({ target }) {
  const link = target.closest?.('a[href]');
  if (link?.dataset.testid === 'line-app-out') link.href = here();
  else if (link?.target === '_blank') {
    link.href = outOfLine(link.href);
    link.removeAttribute('target');
  }
}

// Null outside LINE. The parameter has done its work by then, and a bookmark needs none.
export function lineAppNotice() {
  const search = new URLSearchParams(location.search);
  if (search.has(OUT)) {
    search.delete(OUT);
    history.replaceState(history.state, '', location.pathname + (`${search}` && `?${search}`) + location.hash);
  }
  if (!inLine) return null;
  document.addEventListener('click', lead, { capture: true });
  const out = el('a', { class: 'button small', href: here(), testid: 'line-app-out', t: 'lineApp.out' });
  addEventListener('hashchange', () => { out.href = here(); }); // for whoever holds it down
  return el('aside', { class: 'line-app notice', testid: 'line-app', label: 'lineApp.label' }, el('p', { t: 'lineApp.notice' }), el('p', {}, out));
}
