// A step for somebody else, or for another device: a message that says what is asked for, to copy or to send, and the
// link in it by itself and as a QR code. No secret is in any of them.

import { copyBox } from './copy.js';
import { el, focusOn, say, sayAttribute, show } from './dom.js';
import { t } from './i18n.js';
import { linkQr } from './qr.js';
import { press, slot } from './wizard/parts.js';

const SHARE = 'https://line.me/R/share?text=';

const byLine = (text) => SHARE + encodeURIComponent(text);
const byMail = (text) => `mailto:?subject=${encodeURIComponent(t('forward.subject'))}&body=${encodeURIComponent(text.replaceAll('\n', '\r\n'))}`;

// `message`: [key, params] of a message that says {link}. Gives the parts, in order.
export function forward({ number, link, message: [words, more = {}] }) {
  const id = `forward-${number}`;
  const params = { ...more, link };
  const box = copyBox({ id, what: 'forward.what', action: 'forward.copy', done: 'forward.copied' });
  say(box.value, words, params);
  box.root.classList.add('prose');
  box.value.setAttribute('aria-multiline', 'true');

  const out = (name, to, label, attributes = {}) =>
    sayAttribute(el('a', { class: 'button', testid: `${id}-${name}`, t: label, ...attributes }), 'href', words, params, to);
  const ways = el('p', { class: 'actions' },
    navigator.share ? press(`${id}-share`, 'forward.share', share) : null,
    out('line', byLine, 'forward.line', { target: '_blank', rel: 'noopener' }),
    out('mail', byMail, 'forward.mail'));

  // Changing one's mind is no failure; whatever else goes wrong, the text can still be copied.
  async function share() {
    try {
      await navigator.share({ text: t(words, params) });
    } catch (error) {
      if (error.name !== 'AbortError') box.copyTo(box.status);
    }
  }

  return [box.root, ways, otherDevice(id, number, link)];
}

function otherDevice(id, number, link) {
  const address = copyBox({ id: `${id}-link`, what: 'forward.link', action: 'forward.link.copy', done: 'forward.link.copied' });
  address.set(link);
  const trouble = slot(`${id}-qr-problem`, 'bad');
  const place = el('figure', { hidden: true, testid: `${id}-qr-place` });
  const button = press(`${id}-qr-show`, 'forward.qr.show', draw);

  async function draw() {
    try {
      place.replaceChildren(await linkQr(link, `${id}-qr`, ['forward.qr.alt', { step: number }]));
      trouble.clear();
      show(place);
      show(button, false);
      focusOn(place);
    } catch {
      trouble.say('forward.qr.none');
    }
  }

  return el('div', { class: 'other-device' }, address.root, el('p', { t: 'forward.qr.why' }), trouble.root, button, place);
}
