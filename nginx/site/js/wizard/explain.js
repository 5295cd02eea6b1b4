// What of LINE's screens a step shows: the one that it is done on, and, below what is said of a wrong value, the one
// to open, what to do there, a button where ACHO can do it itself, and a drawing with the place marked.

import { el } from '../dom.js';
import { contactUs } from '../support.js';
import { drawing } from './drawing.js';
import { EXPLANATIONS, PICTURES, PLACES, SCREENS } from './explanations.js';
import { fold, guideLink, isWide, todo, wayTo } from './parts.js';

export function stepFigure(number) {
  const { screen, marks, alt } = PICTURES[number];
  return el('figure', {}, drawing(SCREENS[screen], marks, alt));
}

// Open where there is room for it.
export function stepPicture(number) {
  const root = fold(`step${number}-picture`, 'step.picture', stepFigure(number));
  root.open = isWide();
  return root;
}

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
    todo(acts, { guide: guideLink(8), us: contactUs() }),
    repairs[repair]?.());
  if (place) root.append(el('figure', {}, drawing(SCREENS[PLACES[place].screen], { [place]: null }, PLACES[place].alt)));
  return root;
}
