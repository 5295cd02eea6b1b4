// LINE says that the public key is wrong: what was pasted there is pasted here, beside the key itself, and what has
// happened to it on the way is said. Nothing of it leaves the page.

import { el, say, show } from '../dom.js';
import { field } from '../form.js';
import { fold } from './parts.js';

const ENOUGH = 20; // fewer characters in common are no part of a key
const BLANKS = /[\s\u00ad\u200b-\u200d\u2060\ufeff]+/g;

const straight = (text) => text.normalize('NFKC').replace(/[“”„‟″]/g, '"');

function isKey(text) {
  try {
    return JSON.parse(text).kty === 'RSA';
  } catch {
    return false;
  }
}

// [message, params]: what became of `key` in `pasted`.
function compareKey(pasted, key) {
  const text = pasted.trim();
  if (text === key) return ['check.same'];
  if (text.replace(BLANKS, '') === key) return ['check.blanks'];
  const plain = straight(text).replace(BLANKS, '');
  if (plain === key) return ['check.signs'];
  if (plain.includes(key)) return ['check.more', { n: plain.length - key.length }];
  if (plain.length >= ENOUGH && key.includes(plain)) return ['check.cut', { n: key.length - plain.length }];
  return [isKey(plain) ? 'check.other' : 'check.none'];
}

// `key()` is the key as it is to be pasted; `copyAgain()` makes a button that copies it.
export function keyCheck(key, copyAgain) {
  const pasted = field({
    id: 'key-check', label: 'check.label', hint: 'check.hint', lines: 3,
    autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', translate: 'no' });
  const verdict = el('p', { class: 'strong' });
  const again = el('div', {}, el('p', { t: 'check.again' }), copyAgain());
  const said = el('div', { class: 'notice', role: 'status', testid: 'key-check-said', hidden: true }, verdict, again);
  pasted.input.addEventListener('input', () => {
    const some = pasted.value.trim() !== '';
    show(said, some);
    if (!some) return;
    const [words, params] = compareKey(pasted.value, key());
    say(verdict, words, params);
    show(again, words !== 'check.same');
  });
  return fold('key-check-fold', 'check.title', pasted.root, said);
}
