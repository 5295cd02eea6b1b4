// A schematic of one of LINE's screens with the places marked that are meant. It shows where to look, not
// how LINE paints it; words and colours are the page's own, so it follows language and dark mode.

import { sayAttribute } from '../dom.js';
import { shape } from '../svg.js';

const WIDTH = 320;
const GAP = 12;
const ADDRESS = 30; // the bar with the screen's address
const HEAD = 36;
const TABS = 30;
const SIDE = 100;   // the menu on the left
const ENTRY = 30;   // one line of it, and of a row that is one line
const ROW = 56;

const box = (x, y, width, height, kind, rx = 5) => shape('rect', { x, y, width, height, rx, class: kind });
const text = (x, y, kind, words) => shape('text', { x, y, class: kind }, words);

// A frame round a place: with the number of what to do there, or with an arrow where there is room for one.
function frame({ x, y, width, height }, number, arrow) {
  const out = [box(x - 4, y - 4, width + 8, height + 8, 'mark', 8)];
  const tip = x + width + 5;
  if (number) out.push(...badge(x + width + 4, y - 4, number));
  else if (arrow) out.push(shape('path', { d: `M${tip} ${y + height / 2}l14 -9v5h18v8h-18v5z`, class: 'arrow' }));
  return out;
}

function badge(x, y, number) {
  const words = text(x, y + 4, 'count', null);
  words.textContent = number;
  return [shape('circle', { cx: x, cy: y, r: 9, class: 'badge' }), words];
}

// Tabs share the width; the open one is underlined.
function tabs({ tabs: names, on }, top) {
  const width = (WIDTH - 2 * GAP) / Math.max(names.length, 2);
  return names.flatMap((words, at) => [
    text(GAP + at * width, top + 12, at === on ? 'open' : 'soft', words),
    ...(at === on ? [box(GAP + at * width, top + 18, width - GAP, 3, 'under', 1)] : []),
  ]);
}

function menu(entries, top, height, marks) {
  return [
    shape('path', { d: `M${SIDE + GAP} ${top - 4}v${height}`, class: 'rule' }),
    ...entries.flatMap(({ words, on, mark }, at) => {
      const y = top + at * ENTRY;
      return [
        ...(on ? [box(6, y, SIDE, 24, 'on')] : []),
        text(GAP, y + 16, on ? 'open' : 'soft', words),
        ...(mark in marks ? frame({ x: 8, y: y + 2, width: SIDE - 6, height: 20 }, marks[mark], false) : [])];
    }),
  ];
}

// What can be pressed in the screen's own head, at the right.
function corner({ words, wide, mark }, top, marks) {
  const width = wide ? 122 : 70;
  const place = { x: WIDTH - GAP - width - 6, y: top + 6, width, height: 24 };
  return [
    box(place.x, place.y, place.width, place.height, 'press'), text(place.x + 8, place.y + 16, 'open', words),
    ...(mark in marks ? frame(place, marks[mark], false) : [])];
}

// What copies a value, at its end; and a button that is not to be pressed.
const copier = (x, y) => [box(x, y + 3, 8, 9, 'icon', 2), box(x + 3, y, 8, 9, 'icon', 2)];
const cross = ({ x, width }, y) => shape('path', { d: `M${x + 4} ${y + 3}l${width - 8} 18m0 -18l${8 - width} 18`, class: 'never' });

/*
 * A label, below it its value (`copy`: with what copies it), or a button (`never`: not to be pressed), or both side by
 * side. Or, on one line: a choice of several, a link, a button by itself.
 */
const heightOf = ({ label, choice }) => (label ? ROW : choice ? ENTRY + 4 : ENTRY + 10);

function row({ label, value, copy, button, never, choice, on, link, mark }, y, left, marks) {
  const room = WIDTH - left - GAP;
  const marked = (place, arrow) => (mark in marks ? frame(place, marks[mark], arrow) : []);
  if (choice) {
    const place = { x: left, y: y + 2, width: room - 4, height: 24 };
    return [
      shape('circle', { cx: left + 10, cy: y + 14, r: 6, class: 'choice' }), ...(on ? [shape('circle', { cx: left + 10, cy: y + 14, r: 3, class: 'chosen' })] : []),
      text(left + 24, y + 18, 'name', choice), ...marked(place, false)];
  }
  if (link) return [text(left + 2, y + 18, 'link', link), ...marked({ x: left, y: y + 4, width: room - 60, height: 20 }, true)];
  const top = label ? y + 21 : y + 2;
  const arrowRoom = left > GAP ? 10 : 60; // beside a menu there is none
  const valueWidth = room - (button ? 96 : arrowRoom);
  const buttonAt = value ? { x: left + valueWidth + 14, width: 68 } : { x: left, width: Math.min(172, room - 8) };
  const out = label ? [text(left, y + 12, 'name', label)] : [];
  if (value) out.push(box(left, top, valueWidth, 24, 'value'), text(left + 8, top + 16, 'code', value));
  if (copy) out.push(...copier(left + valueWidth - 16, top + 6));
  if (button) out.push(box(buttonAt.x, top, buttonAt.width, 24, 'press'), text(buttonAt.x + 8, top + 16, never ? 'soft' : 'open', button));
  if (never) out.push(cross(buttonAt, top));
  const place = value ? { x: left, width: valueWidth } : buttonAt;
  return [...out, ...marked({ ...place, y: top, height: 24 }, !button || !value)];
}

/*
 * `screen`: { address?, head, corner?, tabs?, on?, side?, rows }, words by their keys; corner, entries of side and rows
 * may carry a `mark`. `marks` says which are meant: { mark: number of what to do there, or null for an arrow }.
 */
export function drawing(screen, marks, alt) {
  const top = screen.address ? ADDRESS : 0;
  const body = top + HEAD + (screen.tabs ? TABS : 0);
  const left = screen.side ? SIDE + 2 * GAP + 4 : GAP;
  const starts = screen.rows.map((each, at) => screen.rows.slice(0, at).reduce((sum, before) => sum + heightOf(before), body));
  const rowsEnd = screen.rows.reduce((sum, each) => sum + heightOf(each), body);
  const height = Math.max(rowsEnd, body + (screen.side?.length ?? 0) * ENTRY) + 6;
  const root = shape('svg', { viewBox: `0 0 ${WIDTH} ${height}`, class: 'drawing notranslate', translate: 'no', role: 'img', 'data-mark': Object.keys(marks).join(' ') }, null,
    box(1, 1, WIDTH - 2, height - 2, 'frame', 10),
    ...(screen.address ? [box(GAP, 8, WIDTH - 2 * GAP, 20, 'value', 10), text(GAP + 10, 22, 'code address', screen.address)] : []),
    text(GAP, top + 22, 'head', screen.head),
    ...(screen.tabs ? tabs(screen, top + HEAD) : []),
    ...(screen.side ? menu(screen.side, body, height - body, marks) : []),
    ...screen.rows.flatMap((each, at) => row(each, starts[at], left, marks)),
    ...(screen.corner ? corner(screen.corner, top, marks) : []));
  return sayAttribute(root, 'aria-label', alt);
}
