// Below what the server says of a wrong value: the LINE screen to open, what to do there, a button where
// ACHO can do it itself, and a drawing with the place marked.

import { el } from '../dom.js';
import { drawing } from './drawing.js';
import { EXPLANATIONS, PLACES } from './explanations.js';
import { guideLink, todo } from './parts.js';

/*
 * An element, or null where nothing is to be said. `where` is a field's name or a step's part of GET oa;
 * `repairs` holds, by the name that a code's entry gives it, a function that makes the button.
 */
export function explanation(code, where, repairs = {}) {
  const found = EXPLANATIONS[code]?.[where];
  if (!found) return null;
  const { place, acts, warn, repair } = found;
  const root = el('div', { class: 'explain', testid: `explain-${where}`, 'data-code': code },
    warn ? el('p', { class: 'notice bad strong', t: warn }) : null,
    place ? wayTo(PLACES[place]) : null,
    todo(acts, { guide: guideLink(8) }),
    repairs[repair]?.());
  if (place) root.append(el('figure', {}, drawing(PLACES[place].screen, place, PLACES[place].alt)));
  return root;
}

function wayTo({ link, to, path }) {
  const out = el('a', { href: link, target: '_blank', rel: 'noopener' }, el('span', { t: to }), ' ', el('span', { t: 'page.newTab' }));
  return el('p', { class: 'way', t: ['place.open', { link: out, path: el('span', { t: path }) }] });
}

// Why LINE said no, in a few words, when it was asked later; `broken`: it had said yes before.
export function refutedWords(code, broken) {
  const found = Object.values(EXPLANATIONS[code] ?? {}).find(({ later }) => later);
  return (broken && found?.gone) || found?.later || 'refuted.other';
}
