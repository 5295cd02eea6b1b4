// The reader's language. Every text stands in i18n/<locale>.js under a key, those of one page alone in a folder
// that the page names (<html data-words>); this module looks them up and formats what goes in. It touches no
// element but <html lang>.

import { catalogue, keepChoice, keepLocale, preferred } from './words.js';

const LANG = { 'zh-TW': 'zh-Hant-TW', en: 'en', ja: 'ja' };

let current = 'zh-TW';
let messages = {};

export function locale() {
  return current;
}

// Of several choices in a row the last one counts, whichever comes first over the network.
let wanted = null;

export async function setLocale(next, { keep = true } = {}) {
  wanted = next;
  const found = await catalogue(next);
  if (wanted !== next) return;
  messages = found;
  current = next;
  document.documentElement.lang = LANG[next];
  if (keep) keepChoice(next);
}

// The server has said which language the account speaks. True when the page is to be said again in it.
export async function learnLocale(account) {
  keepLocale(account);
  const next = preferred();
  if (next === current) return false;
  await setLocale(next, { keep: false });
  return true;
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

// Their lengths in seconds, and from how many seconds on a wait is said in them.
const UNITS = [['second', 1, 0], ['minute', 60, 100], ['hour', 3600, 7200]];

// "25 seconds", "2 minutes", "3 hours": a wait, in whole units.
export function duration(seconds) {
  const [unit, length] = UNITS.findLast(([, , from]) => seconds >= from);
  const amount = Math.ceil(seconds / length);
  return new Intl.NumberFormat(current, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}

// A message as plain text, for titles and attributes.
export function t(key, params = {}) {
  return message(key, params).replace(/\{(\w+)\}/g, (whole, name) =>
    name in params ? shown(params[name]) : whole);
}

await setLocale(preferred(), { keep: false });
