// Pieces the steps are made of.

import { el, literal, say, show, write } from '../dom.js';

// A list of names and values; a value may be text of our own, or an element.
export function facts(rows) {
  const list = el('dl', { class: 'facts' });
  for (const [name, value] of rows) {
    list.append(el('div', {}, el('dt', { t: name }), el('dd', {}, value)));
  }
  return list;
}

export const id = (text) => literal(text ?? '');

// A time of the server's (RFC 3339), as the reader writes it.
export const moment = (time) => el('span', { t: ['value', { value: new Date(time) }] });

// Numbered things to do on LINE's screens. `keys` are messages.
export const todo = (keys, params = {}) =>
  el('ol', { class: 'todo' }, ...keys.map((key) => el('li', { t: [key, params] })));

// "Step 2 of 4": where one is in what is done here, whatever number the guide gives it.
export const placeOf = (number) => el('p', { class: 'eyebrow', t: ['step.of', { n: number - 10, all: 4 }] });

// In a tab of its own: out to LINE, or beside the wizard and not in its place.
export const outLink = (href, words) => el('a', { href, target: '_blank', rel: 'noopener' }, words, ' ', el('span', { t: 'page.newTab' }));

// Where steps 12 to 14 are done, for whoever has closed it since.
export const consoleLink = () => outLink('https://developers.line.biz/console/', el('span', { t: 'place.console' }));

// Where on LINE's screens something is: a link to open, and how to go on from there.
export const wayTo = ({ link, to, path }) =>
  el('p', { class: 'way', t: ['place.open', { link: outLink(link, el('span', { t: to })), path: el('span', { t: path }) }] });

// A step of the guide.
export const guideLink = (step) => outLink(`/guide#step-${step}`, el('span', { t: ['guide.link', { step }] }));

// A question with its answer folded away.
export const fold = (testid, question, ...content) =>
  el('details', { testid }, el('summary', { t: question }), ...content);

// More than a phone: what is folded away there stands open.
export const isWide = () => matchMedia('(min-width: 46rem)').matches;

// A box that says something, or nothing: slot.say(key), slot.write(text), slot.put(element), slot.clear().
// With the role status it is heard too, where nobody looks at it.
export function slot(testid, kind = '', role = null) {
  const root = el('div', { class: `notice ${kind}`.trim(), role, testid, hidden: true });
  const text = el('p');
  root.append(text);
  return {
    root,
    say: (key, params) => { root.replaceChildren(say(text, key, params)); show(root); },
    write: (words) => { root.replaceChildren(write(text, words)); show(root); },
    put: (node) => { root.replaceChildren(node); show(root); },
    clear: () => show(root, false),
  };
}

// A heading that a change of view moves the focus to.
export const viewHeading = (testid, words) => el('h3', { class: 'view-title', testid, t: words });

export function press(testid, words, click, kind = '') {
  return el('button', { type: 'button', class: `button ${kind}`.trim(), testid, on: { click } }, el('span', { t: words }));
}

const TIDIED = {
  blanks: 'tidied.blanks',
  lines: 'tidied.lines',
  invisible: 'tidied.invisible',
  wide: 'tidied.wide',
  quotes: 'tidied.quotes',
  label: 'tidied.label',
  link: 'tidied.link',
};

// What the server says it did to a pasted value, as a series of words.
export const tidiedWords = (what) => el('span', { class: 'series' }, ...what.map((each) => el('span', { t: TIDIED[each] })));

// `cleaned` of an answer, a sentence for each field in the order of the form; null when nothing was cleaned.
export function tidied(cleaned, fields) {
  const named = fields.flatMap((at) => (cleaned ?? []).filter(({ field }) => field === at.name).map(({ what }) => ({ at, what })));
  if (named.length === 0) return null;
  return el('div', { class: 'tidied', testid: `tidied-${fields[0].id}` }, ...named.map(({ at, what }) =>
    el('p', { t: ['tidied', { field: el('span', { t: at.label }), what: tidiedWords(what) }] })));
}
