// A QR code, from its rows of "0" and "1" or from the link in it. Dark on light in every colour scheme: not every reader
// takes it the other way round.

import { sayAttribute } from './dom.js';
import { shape } from './svg.js';

const BORDER = 4; // modules of light round it, or it is not found

// A row as one stroke for each run of dark modules.
const strokes = (row, y) => [...row.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index + BORDER} ${y + BORDER}h${run.length}v1h-${run.length}z`).join('');

// `alt`: a message, or [message, params].
export function qrCode(rows, testid, alt) {
  const side = rows.length + 2 * BORDER;
  const root = shape('svg', { viewBox: `0 0 ${side} ${side}`, class: 'qr', role: 'img', 'data-testid': testid, 'shape-rendering': 'crispEdges' }, null,
    shape('rect', { width: side, height: side, fill: '#fff' }),
    shape('path', { d: rows.map(strokes).join(''), fill: '#000' }));
  return sayAttribute(root, 'aria-label', ...[alt].flat());
}

// What encodes a link is fetched when it is asked for: few readers need it. A browser may keep in mind that a module could
// not be fetched; under another name it tries again.
let tries = 0;
let coming = null;
function encoder() {
  coming ??= import(`../vendor/uqr.js?try=${tries++}`).catch((problem) => {
    coming = null;
    throw problem;
  });
  return coming;
}

// Rejects when there is no network.
export async function linkQr(link, testid, alt) {
  const { encode } = await encoder();
  return qrCode(encode(link, { ecc: 'M', border: 0 }).data.map((row) => row.map(Number).join('')), testid, alt);
}
