// A modal dialog with a title that takes the focus, and a close button. Escape closes it too.

import { el } from '../dom.js';

export function dialog({ id, title: words, onClose }) {
  const title = el('h2', { id: `${id}-title`, tabindex: '-1', t: words });
  const body = el('div', { class: 'dialog-body' });
  const root = el('dialog', { id, testid: id, 'aria-labelledby': `${id}-title` },
    el('div', { class: 'dialog-head' },
      title,
      el('button', {
        type: 'button', class: 'close', testid: `${id}-close`, label: 'dialog.close',
        on: { click: () => root.close() },
      })),
    body);
  root.addEventListener('close', () => onClose());
  return {
    root,
    title,
    body,
    open: () => {
      if (root.open) return;
      root.showModal();
      title.focus();
    },
    close: () => { if (root.open) root.close(); },
  };
}
