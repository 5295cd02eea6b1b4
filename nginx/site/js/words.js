// Which language the reader is spoken to in. Pages name this module apart, before their own, so that the words are on
// their way while everything else still is; it waits for nothing itself, since whatever does may have one entrance only
// (Safari runs the second one too early).

import { slug } from './place.js';
import { perBrowser } from './store.js';

const KEPT = 'acho.locale';
const OF_ACCOUNT = `acho.${slug}.locale`;

const { words } = document.documentElement.dataset;

export const LOCALES = ['zh-TW', 'en', 'ja'];

export const keepChoice = (locale) => perBrowser.set(KEPT, locale);

// What the server says of the account whose page this is.
export const keepLocale = (locale) => perBrowser.set(OF_ACCOUNT, locale);

// What the reader chose here before, else the account's language where a page of it has learnt that, else the first of
// the browser's languages that we speak.
export function preferred() {
  const kept = perBrowser.get(KEPT);
  if (LOCALES.includes(kept)) return kept;
  const account = slug && perBrowser.get(OF_ACCOUNT);
  if (LOCALES.includes(account)) return account;
  for (const tag of navigator.languages ?? []) {
    const language = tag.toLowerCase().split('-')[0];
    const ours = LOCALES.find((locale) => locale.toLowerCase().split('-')[0] === language);
    if (ours) return ours;
  }
  return 'zh-TW';
}

// The messages of a language: those that every page shares, and those of a folder that the page names.
export const catalogue = (locale) =>
  Promise.all([import(`../i18n/${locale}.js`), ...(words ? [import(`../i18n/${words}/${locale}.js`)] : [])])
    .then((parts) => Object.assign({}, ...parts.map((part) => part.default)));

catalogue(preferred()).catch(() => {}); // i18n.js asks for them again, and says what is wrong
