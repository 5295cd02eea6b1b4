// The address that somebody uses for this account: as typed last in this tab, else as this browser
// has logged in with. So nobody types it again on the next page.

import { el } from './dom.js';
import { slug } from './place.js';
import { perBrowser, perTab } from './store.js';

const KEY = `acho.${slug}.address`;

export const keptAddress = () => perTab.get(KEY) ?? perBrowser.get(KEY) ?? '';
export const typedAddress = (text) => perTab.set(KEY, text.trim());

export function provedAddress(text) {
  typedAddress(text);
  perBrowser.set(KEY, text.trim());
}

// What a password manager keeps the password beside it under; nobody else sees it. `name` is place.js's managerName.
export const usernameField = (testid, name) => el('input', {
  type: 'text', name: 'username', id: testid, testid, class: 'unseen', autocomplete: 'username', readonly: true, tabindex: '-1', 'aria-hidden': 'true', value: name,
});
