// What was said of the account at sign-up, put right by an owner. Fetched when it is opened.

import { el, focusOn, show } from '../dom.js';
import { field, form } from '../form.js';
import { LANGUAGES } from '../page.js';
import { account } from '../wizard/account.js';

// `then` runs once it has been changed: whatever shows the name follows.
export async function profileForm(then) {
  if (await account.refresh(null, ['profile'])) throw new Error('no profile');
  const fields = [
    field({ id: 'profile-company', name: 'company', label: 'signup.company', hint: 'signup.company.hint', autocomplete: 'organization', required: true }),
    field({ id: 'profile-contact', name: 'contact', label: 'signup.contact', autocomplete: 'name', required: true }),
    field({ id: 'profile-phone', name: 'phone', label: 'signup.phone', optional: true, type: 'tel', autocomplete: 'tel' }),
    field({ id: 'profile-locale', name: 'locale', label: 'profile.locale', hint: 'profile.locale.hint', options: LANGUAGES })];
  for (const each of fields) each.value = account.profile[each.name] ?? '';
  const changed = el('p', { class: 'notice good', testid: 'profile-changed', hidden: true, t: 'profile.changed' });
  const change = form({
    id: 'profile', submit: 'profile.submit', fields,
    send: (values) => {
      show(changed, false);
      return account.call('PUT', 'profile', values);
    },
    done: async () => {
      await then();
      focusOn(show(changed));
    },
  });
  return [changed, change.root];
}
