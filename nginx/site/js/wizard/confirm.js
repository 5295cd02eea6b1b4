// "Is it still you?": changing a key or a token long after login asks for the password once more.

import { usernameField } from '../address.js';
import { call } from '../api.js';
import { el, show } from '../dom.js';
import { field, form } from '../form.js';
import { managerName, slug } from '../place.js';
import { dialog } from './dialog.js';

// Resolves to true once the server has taken the password, to false when the dialog is closed instead.
export function confirmPassword(address) {
  return new Promise((resolve) => {
    const password = field({
      id: 'confirm-password', name: 'password', label: 'confirm.password', secret: true, autocomplete: 'current-password', required: true });
    let confirmed = false;
    const box = dialog({
      id: 'confirm', title: 'confirm.title',
      onClose: () => {
        box.root.remove();
        resolve(confirmed);
      },
    });
    const ask = form({
      id: 'confirm-form', submit: 'confirm.submit', fields: [usernameField('confirm-username', managerName(address)), password],
      send: (values) => call('POST', `/a/${slug}/api/session/confirm`, values),
      done: () => {
        confirmed = true;
        box.close();
      },
      failed: () => {
        password.value = '';
        return false;
      },
    });
    box.body.append(el('p', { t: 'confirm.why' }), ask.root);
    document.body.append(box.root);
    show(box.root);
    box.open();
  });
}
