// Another password, for whoever knows the present one.

import { usernameField } from '../address.js';
import { el, focusOn, show } from '../dom.js';
import { field, form } from '../form.js';
import { newPassword } from '../new-password.js';
import { managerName } from '../place.js';
import { account } from '../wizard/account.js';

// `then` runs once it has been changed.
export function passwordCard(then) {
  const current = field({
    id: 'password-current', name: 'current', label: 'settings.password.current', secret: true, autocomplete: 'current-password', required: true });
  const next = newPassword({
    id: 'password-new', name: 'new', label: 'settings.password.new',
    about: () => [account.session.account.company, account.session.member.email] });
  const changed = el('p', { class: 'notice good', testid: 'password-changed', hidden: true, t: 'settings.password.changed' });
  const change = form({
    id: 'password', submit: 'settings.password.submit',
    fields: [usernameField('password-username', managerName(account.session.member.email)), current, next],
    send: async (values) => {
      show(changed, false);
      return atField(await account.call('PUT', 'password', values));
    },
    done: () => {
      for (const each of [current, next]) each.value = '';
      show(changed);
      focusOn(changed);
      then();
    },
    failed: ({ errors }) => {
      if (errors.some(({ field: name }) => name === 'current')) current.value = '';
      return false;
    },
  });
  return el('section', { class: 'card', 'aria-labelledby': 'password-title' },
    el('h2', { id: 'password-title', t: 'settings.password' }),
    el('p', { t: 'settings.password.why' }),
    changed, change.root);
}

// A wrong password is said of the whole; here it is one of two.
function atField(result) {
  if (result.problem?.code !== 'password.wrong' || result.problem.errors.length > 0) return result;
  const { code, detail } = result.problem;
  return { ...result, problem: { ...result.problem, errors: [{ field: 'current', code, detail }] } };
}
