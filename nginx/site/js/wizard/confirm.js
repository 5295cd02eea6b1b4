// "Is it still you?": changing a key or a token long after login asks for the password once more,
// and for a code where the member has a second factor.

import { usernameField } from '../address.js';
import { call, isAnswer } from '../api.js';
import { el, show } from '../dom.js';
import { field, form, unfilled } from '../form.js';
import { managerName, slug } from '../place.js';
import { secondFactor } from '../second-factor.js';
import { dialog } from './dialog.js';

// Resolves to true once the server has taken the password, to false when the dialog is closed instead.
export function confirmPassword(address) {
  return new Promise((resolve) => {
    const password = field({
      id: 'confirm-password', name: 'password', label: 'confirm.password', secret: true, autocomplete: 'current-password', required: true });
    const factor = secondFactor('confirm-totp');
    let confirmed = false;
    const box = dialog({
      id: 'confirm', title: 'confirm.title',
      onClose: () => {
        box.root.remove();
        resolve(confirmed);
      },
    });
    const ask = form({
      id: 'confirm-form', submit: 'confirm.submit', fields: [usernameField('confirm-username', managerName(address)), password, factor.field],
      send: (values) => unfilled([password]) ?? call('POST', `/a/${slug}/api/session/confirm`, factor.sent(values)),
      done: () => {
        confirmed = true;
        box.close();
      },
      failed: (problem, { status }) => {
        const asked = factor.answer(problem);
        if (asked === null && isAnswer(status)) password.value = '';
        return asked === true;
      },
    });
    box.body.append(el('p', { t: 'confirm.why' }), ask.root);
    document.body.append(box.root);
    show(box.root);
    box.open();
  });
}
