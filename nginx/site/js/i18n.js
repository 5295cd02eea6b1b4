// The reader's language. Every text stands in i18n/<locale>.js under a key; this module looks it up
// and formats what goes in. It touches no element but <html lang>.

import { perBrowser } from './store.js';

const LANG = { 'zh-TW': 'zh-Hant-TW', en: 'en', ja: 'ja' };
const KEPT = 'acho.locale';

export const LOCALES = Object.keys(LANG);

let current = 'zh-TW';
let messages = {};

// What the reader chose here before, else the first of the browser's languages that we speak.
function preferred() {
  const kept = perBrowser.get(KEPT);
  if (LOCALES.includes(kept)) return kept;
  for (const tag of navigator.languages ?? []) {
    const language = tag.toLowerCase().split('-')[0];
    const ours = LOCALES.find((locale) => locale.toLowerCase().split('-')[0] === language);
    if (ours) return ours;
  }
  return 'zh-TW';
}

export function locale() {
  return current;
}

export async function setLocale(next, { keep = true } = {}) {
  messages = (await import(`../i18n/${next}.js`)).default;
  current = next;
  document.documentElement.lang = LANG[next];
  if (keep) perBrowser.set(KEPT, next);
}

// The message of a key as written, the right plural form of it where it has several.
export function message(key, params = {}) {
  const found = messages[key];
  if (found === undefined) throw new Error(`no message: ${key}`);
  if (typeof found === 'string') return found;
  return found[new Intl.PluralRules(current).select(params.n)] ?? found.other;
}

// A value as the reader writes it: numbers and dates by Intl, anything else as it stands.
export function shown(value) {
  if (typeof value === 'number') return new Intl.NumberFormat(current).format(value);
  if (value instanceof Date) {
    return new Intl.DateTimeFormat(current, { dateStyle: 'medium', timeStyle: 'short' }).format(value);
  }
  return String(value);
}

// "25 seconds", "2 minutes": a wait, in whole units.
export function duration(seconds) {
  const unit = seconds < 100 ? 'second' : 'minute';
  const amount = unit === 'second' ? seconds : Math.ceil(seconds / 60);
  return new Intl.NumberFormat(current, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}

// A message as plain text, for titles and attributes.
export function t(key, params = {}) {
  return message(key, params).replace(/\{(\w+)\}/g, (whole, name) =>
    name in params ? shown(params[name]) : whole);
}

await setLocale(preferred(), { keep: false });
