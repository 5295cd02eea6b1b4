// A file of what the page holds, into the browser's downloads.

import { el } from '../dom.js';

export function saveFile(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
