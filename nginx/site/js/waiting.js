// What takes longer than 300 ms says so, wherever somebody is on the page: in one place, for every call that is not
// made in the background. A form says it beside its button, and a page that loads says it whole.

import { el, say, show, write } from './dom.js';

const AFTER_MS = 300;

const words = el('span');
const root = el('div', { class: 'waiting-for', role: 'status', testid: 'waiting', hidden: true },
  el('span', { class: 'spinner', 'aria-hidden': 'true' }), words);
let running = 0;
let timer = null;

function appear() {
  if (document.querySelector('form[data-busy], .loading')) return;
  // Behind a modal dialog nobody would see it.
  ([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body).append(root);
  show(root);
  say(words, 'form.sending');
}

// Gives what ends it.
export function startWaiting() {
  if (++running === 1) timer = setTimeout(appear, AFTER_MS);
  return () => {
    if (--running > 0) return;
    clearTimeout(timer);
    show(root, false);
    write(words, '');
  };
}
