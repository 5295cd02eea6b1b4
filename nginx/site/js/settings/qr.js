// A QR code from its rows of "0" and "1". Dark on light in every colour scheme: not every reader takes it the other way round.

import { sayAttribute } from '../dom.js';
import { shape } from '../svg.js';

const BORDER = 4; // modules of light round it, or it is not found

// A row as one stroke for each run of dark modules.
const strokes = (row, y) => [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index + BORDER} ${y + BORDER}h${run.length}v1h-${run.length}z`).join('');

export function qrCode(rows, alt) {
  const side = rows.length + 2 * BORDER;
  const root = shape('svg', { viewBox: `0 0 ${side} ${side}`, class: 'qr', role: 'img', 'data-testid': 'totp-qr', 'shape-rendering': 'crispEdges' }, null,
    shape('rect', { width: side, height: side, fill: '#fff' }),
    shape('path', { d: rows.map(strokes).join(''), fill: '#000' }));
  return sayAttribute(root, 'aria-label', alt);
}
