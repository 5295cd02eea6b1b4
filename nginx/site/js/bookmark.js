// How to keep the login URL, in the words of the browser at hand; the others folded away, for another device.

import { browserKind } from './browser-kind.js';
import { el } from './dom.js';
import { lateFold } from './late-fold.js';
import { loginUrl, slug } from './place.js';

const HERE = { line: 'bookmark.line', ios: 'bookmark.ios', android: 'bookmark.android', mac: 'bookmark.mac', desktop: 'bookmark.desktop' };
const ELSEWHERE = { ios: 'bookmark.ios', android: 'bookmark.android', desktop: 'bookmark.desktop', mac: 'bookmark.mac' };
const COMPUTERS = ['desktop', 'mac'];

// `of`: the account's slug, where the page is not the account's own.
export function bookmarkHelp(of = slug) {
  const here = browserKind(navigator);
  const others = Object.entries(ELSEWHERE).filter(([kind]) => kind !== here);
  return el('div', { class: 'bookmark', testid: 'bookmark' },
    el('p', { testid: 'bookmark-here', 'data-kind': here, t: [HERE[here], { out: el('span', { t: 'lineApp.out' }) }] }),
    COMPUTERS.includes(here) ? toPhone(of) : null,
    el('details', { testid: 'bookmark-others' }, el('summary', { t: 'bookmark.others' }),
      el('ul', {}, ...others.map(([, words]) => el('li', { t: words })))));
}

const toPhone = (of) => lateFold('bookmark-phone', 'bookmark.phone', async () => {
  const [{ linkQr }] = await Promise.all([import('./qr.js'), import('./svg.js')]);
  return [el('p', { t: 'bookmark.phone.how' }), await linkQr(loginUrl(of), 'bookmark-qr', 'bookmark.phone.alt')];
});
