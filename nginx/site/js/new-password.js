// A field for a new password: show and hide, paste, and below it how hard it is to guess; what judges that comes with
// the first look at the field, and without it the server still does.

import { el, say, write } from './dom.js';
import { field } from './form.js';

const WORDS = {
  short: 'pw.strength.short', long: 'pw.strength.long', weak: 'pw.strength.weak', fair: 'pw.strength.fair', good: 'pw.strength.good',
};

const learn = () => import('./strength.js').then(({ strengthOf }) => strengthOf, () => null);

// `about()` gives what the person is known by, as far as the page knows.
export function newPassword({ about = () => [], id, ...options }) {
  const hint = el('p', { class: 'strength', id: `${id}-strength`, testid: `${id}-strength`, role: 'status' });
  const made = field({ id, hint: 'pw.hint', secret: true, autocomplete: 'new-password', required: true, note: hint, ...options });
  const judge = async () => {
    const strengthOf = await learn();
    if (!strengthOf) return;
    const { level, missing } = strengthOf(made.input.value, about().filter(Boolean));
    if (hint.dataset.level === level && level !== 'short') return; // said already
    hint.dataset.level = level;
    if (level === 'none') write(hint, '');
    else say(hint, WORDS[level], { n: missing });
  };
  made.input.addEventListener('focus', learn);
  made.input.addEventListener('input', judge);
  // What the server found against it is the last word on it, until it is another one.
  const { setError } = made;
  made.setError = (text, help) => {
    setError(text, help);
    if (text) delete write(hint, '').dataset.level;
  };
  return Object.defineProperty(made, 'value', {
    get: () => made.input.value,
    set: (text) => {
      made.input.value = text;
      judge();
    },
  });
}
