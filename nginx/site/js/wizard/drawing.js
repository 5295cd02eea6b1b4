// A schematic of one of LINE's screens with one place marked, drawn from SCREENS. It shows where to look,
// not how LINE paints it; words and colours are the page's own, so it follows language and dark mode.

import { sayAttribute } from '../dom.js';
import { shape } from '../svg.js';
import { SCREENS } from './explanations.js';

const WIDTH = 320;
const TOP = 62;  // below head and tabs
const ROW = 56;
const GAP = 12;

const box = (x, y, width, height, kind, rx = 5) => shape('rect', { x, y, width, height, rx, class: kind });
const text = (x, y, kind, words) => shape('text', { x, y, class: kind }, words);

// Tabs share the width; the open one is underlined.
function tabs({ tabs: names, on }) {
  const width = (WIDTH - 2 * GAP) / Math.max(names.length, 2);
  return names.flatMap((words, at) => [
    shape('text', { x: GAP + at * width, y: 48, class: at === on ? 'open' : 'soft' }, words),
    ...(at === on ? [box(GAP + at * width, 54, width - GAP, 3, 'under', 1)] : []),
  ]);
}

// A label, below it its value, or a button, or both side by side; a frame and an arrow round what is meant.
function row({ label, value, button, mark }, at, marked) {
  const y = TOP + at * ROW;
  const valueWidth = button ? 200 : 236;
  const buttonAt = value ? { x: 226, width: 68 } : { x: GAP, width: 172 };
  const out = [text(GAP, y + 12, 'name', label)];
  if (value) out.push(box(GAP, y + 21, valueWidth, 24, 'value'), text(GAP + 8, y + 37, 'code', value));
  if (button) out.push(box(buttonAt.x, y + 21, buttonAt.width, 24, 'press'), text(buttonAt.x + 8, y + 37, 'open', button));
  if (mark === marked) {
    const place = value ? { x: GAP, width: valueWidth } : buttonAt;
    const tip = place.x + place.width + 5;
    out.push(box(place.x - 4, y + 17, place.width + 8, 32, 'mark', 8));
    if (!button || !value) out.push(shape('path', { d: `M${tip} ${y + 33}l14 -9v5h18v8h-18v5z`, class: 'arrow' }));
  }
  return out;
}

export function drawing(name, marked, alt) {
  const screen = SCREENS[name];
  const height = TOP + screen.rows.length * ROW + 6;
  const root = shape('svg', { viewBox: `0 0 ${WIDTH} ${height}`, class: 'drawing notranslate', translate: 'no', role: 'img', 'data-mark': marked }, null,
    box(1, 1, WIDTH - 2, height - 2, 'frame', 10),
    text(GAP, 22, 'head', screen.head),
    ...tabs(screen),
    ...screen.rows.flatMap((each, at) => row(each, at, marked)));
  return sayAttribute(root, 'aria-label', alt);
}
