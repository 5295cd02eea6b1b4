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
export const moment = (time) => el('time', { datetime: time, t: ['value', { value: new Date(time) }] });

// Numbered things to do on LINE's screens. `keys` are messages.
export const todo = (keys) => el('ol', { class: 'todo' }, ...keys.map((key) => el('li', { t: key })));

// A step of the guide, beside the wizard and not in its place.
export const guideLink = (step) => el('a', { href: `/guide#step-${step}`, target: '_blank', rel: 'noopener' },
  el('span', { t: ['guide.link', { step }] }), ' ', el('span', { t: 'page.newTab' }));

// A question with its answer folded away.
export const fold = (testid, question, ...content) =>
  el('details', { testid }, el('summary', { t: question }), ...content);

// A box that says something, or nothing: slot.say(key), slot.write(text), slot.clear().
export function slot(testid, kind = '') {
  const root = el('div', { class: `notice ${kind}`.trim(), testid, hidden: true });
  const text = el('p');
  root.append(text);
  return {
    root,
    say: (key, params) => { say(text, key, params); show(root); },
    write: (words) => { write(text, words); show(root); },
    clear: () => show(root, false),
  };
}

// A heading that a change of view moves the focus to.
export const viewHeading = (testid, words) => el('h3', { class: 'view-title', testid, t: words });
