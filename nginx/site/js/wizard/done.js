// All steps are done: whose account it is, what comes next, and the login URL once more. What was proved stands in the
// list of steps below.

import { bookmarkHelp } from '../bookmark.js';
import { copyBox } from '../copy.js';
import { el, say, show } from '../dom.js';
import { oaPicture } from '../picture.js';
import { loginUrl, settingsPath, stepHash } from '../place.js';
import { id } from './parts.js';

export function doneView() {
  const title = el('h2', { testid: 'home-done-title' });
  const picture = oaPicture('home-done-picture');
  const name = el('p', { class: 'strong notranslate', translate: 'no', testid: 'home-done-name' });
  const basicId = el('p');
  const yours = el('p', { t: ['done.yours', { other: el('a', { href: stepHash(14), testid: 'home-done-other', t: 'done.yours.not' }) }] });
  const more = el('p', { t: ['done.more', { settings: el('a', { href: settingsPath(), testid: 'home-done-settings', t: 'home.settings' }) }] });
  const address = copyBox({ id: 'login-url', what: 'signup.done.url', action: 'signup.done.copy', done: 'signup.done.copied' });
  address.set(loginUrl());
  const root = el('section', { class: 'card done', testid: 'home-done', hidden: true },
    title,
    el('div', { class: 'whose' }, picture.root, el('div', {}, name, basicId)),
    yours,
    el('h3', { t: 'done.next' }), el('p', { t: 'done.watched' }), more,
    el('h3', { t: 'done.keep' }), address.root, bookmarkHelp());

  return {
    root,
    title,
    // `writes`, `invites`: what this member may do.
    update({ oa, messaging_token: { bot } }, writes, invites) {
      const displayName = bot?.display_name ?? oa.name;
      say(title, 'done', { displayName });
      name.textContent = displayName;
      basicId.replaceChildren(id(bot?.basic_id ?? oa.basic_id));
      show(yours, writes);
      show(more, invites);
    },
    showPicture: picture.update,
  };
}
