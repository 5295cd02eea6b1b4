// A modal dialog with a title that takes the focus, and a close button. Escape closes it too.

import { el } from '../dom.js';

// `number`: that of the step which the dialog is.
export function dialog({ id, number = null, title: words, onClose }) {
  const title = el('h2', { id: `${id}-title`, tabindex: '-1' },
    number && el('span', { class: 'number', 'aria-hidden': 'true' }, String(number)), el('span', { t: words }));
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

// "Really?", where something is lost: says what. Resolves to true when the button is pressed that does it.
export function sure({ id, title, words, action }) {
  return new Promise((resolve) => {
    let yes = false;
    const box = dialog({
      id, title,
      onClose: () => {
        box.root.remove();
        resolve(yes);
      },
    });
    const press = (testid, kind, what, then) => el('button', { type: 'button', class: `button ${kind}`.trim(), testid, t: what, on: { click: then } });
    box.body.append(el('p', { t: words }), el('p', { class: 'actions' },
      press(`${id}-do`, 'danger', action, () => {
        yes = true;
        box.close();
      }),
      press(`${id}-not`, '', 'dialog.not', box.close)));
    document.body.append(box.root);
    box.open();
  });
}
