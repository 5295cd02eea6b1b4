// A field for a new password: show and hide, paste, and below it how hard it is to guess.

import { el, say, show, write } from './dom.js';
import { field } from './form.js';
import { strengthOf } from './strength.js';

const WORDS = {
  short: 'pw.strength.short', long: 'pw.strength.long', weak: 'pw.strength.weak', fair: 'pw.strength.fair', good: 'pw.strength.good',
};

// `about()` gives what the person is known by, as far as the page knows.
export function newPassword({ about = () => [], id, ...options }) {
  const hint = el('p', { class: 'strength', id: `${id}-strength`, testid: `${id}-strength`, role: 'status', hidden: true });
  const made = field({ id, hint: 'pw.hint', secret: true, autocomplete: 'new-password', required: true, note: hint, ...options });
  const judge = () => {
    const { level, missing } = strengthOf(made.input.value, about().filter(Boolean));
    if (hint.dataset.level === level && level !== 'short') return; // said already
    hint.dataset.level = level;
    show(hint, level !== 'none');
    if (level === 'none') write(hint, '');
    else say(hint, WORDS[level], { n: missing });
  };
  made.input.addEventListener('input', judge);
  return Object.defineProperty(made, 'value', {
    get: () => made.input.value,
    set: (text) => {
      made.input.value = text;
      judge();
    },
  });
}
