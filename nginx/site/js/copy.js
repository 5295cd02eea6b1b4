// A value to take elsewhere: the value, a button that copies it, and words beside the button that say
// whether it worked. Where the browser forbids copying the text is selected instead.

import { el, literal, say } from './dom.js';

// Lines of characters to read off a screen, four by four; no blanks are in the text, so what is copied is what is meant.
const fours = (text) => text.split('\n').flatMap((line, i) => [...(i ? ['\n'] : []), ...line.match(/.{1,4}/g).map((four) => el('span', { class: 'four' }, four))]);

// `id` names the parts: id, id-copy, id-status. `what` is the label of the value, `action` the
// button's words, `done` what is said afterwards. A value that is a message is said at `value`, any other set.
export function copyBox({ id, what, action, done }) {
  const value = literal();
  value.id = id;
  value.dataset.testid = id;
  value.tabIndex = 0;
  value.setAttribute('role', 'textbox');
  value.setAttribute('aria-readonly', 'true');
  value.setAttribute('aria-labelledby', `${id}-label`);
  const status = el('p', { class: 'status', role: 'status', testid: `${id}-status` });
  const button = el('button', {
    type: 'button', class: 'button', testid: `${id}-copy`, t: action,
    on: { click: () => copyTo(status) },
  });
  // Copy, and say at `where` whether it worked.
  async function copyTo(where) {
    const copied = await copy(value);
    where.dataset.state = copied ? 'copied' : 'selected';
    say(where, copied ? done : 'copy.fail');
  }

  const root = el('div', { class: 'copybox' },
    el('p', { class: 'name', id: `${id}-label`, t: what }), value, button, status);
  return { root, value, status, copyTo, set: (text) => { value.textContent = text; }, setInFours: (text) => value.replaceChildren(...fours(text)) };
}

function select(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(node) {
  try {
    await navigator.clipboard.writeText(node.textContent);
    return true;
  } catch {
    // Plain http, an in-app browser or a refused permission: the older way, then by hand.
    node.focus();
    select(node);
    try {
      return document.execCommand('copy');
    } catch {
      return false;
    }
  }
}
