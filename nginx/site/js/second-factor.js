// The code of an authenticator app, or a recovery code in its place: a field that appears when the server asks for one.

import { el, say, show } from './dom.js';
import { field } from './form.js';

// As a keyboard that writes Chinese or Japanese types digits: full width is as good.
export const plainCode = (text) => text.normalize('NFKC');

export function secondFactor(id) {
  let byApp = true;
  const other = el('button', {
    type: 'button', class: 'link', testid: `${id}-other`,
    on: { click: () => {
      choose(!byApp);
      code.input.focus();
    } } });
  const code = field({
    id, name: 'totp', label: 'totp.code', hint: 'totp.code.app', note: other, autocomplete: 'one-time-code', spellcheck: 'false', autocapitalize: 'off' });
  const [label, hint] = [code.root.querySelector('label > span'), code.root.querySelector('.hint')];

  // Digits alone are quicker on a phone's pad of digits; a recovery code has letters.
  function choose(app) {
    byApp = app;
    code.input.inputMode = app ? 'numeric' : 'text';
    code.label = app ? 'totp.code' : 'totp.code.recoveryCode';
    say(label, code.label);
    say(hint, app ? 'totp.code.app' : 'totp.code.recovery');
    say(other, app ? 'totp.code.useRecovery' : 'totp.code.useApp');
  }

  choose(true);
  show(code.root, false);
  return {
    field: code,
    // What a form sends: nothing of it until it was asked for.
    sent: ({ totp, ...values }) => (totp ? { ...values, totp: plainCode(totp) } : values),
    // Is that what `problem` is about? null: no. true: it is asked for from now on, which says enough; false: the
    // problem is worth its sentence.
    answer({ code: problem }) {
      if (!['login.totp_required', 'login.totp_wrong', 'login.totp_unreadable'].includes(problem)) return null;
      const first = code.root.hidden && problem !== 'login.totp_unreadable';
      code.value = '';
      show(code.root);
      if (problem === 'login.totp_unreadable') choose(false); // no code of the app can be checked
      if (first) code.input.focus();
      return first;
    },
  };
}
