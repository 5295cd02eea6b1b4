// The files under test, as text.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
export const site = join(root, 'nginx/site');

export const read = (path) => readFileSync(join(root, path), 'utf8');

// { 'js/dom.js': text, ... } of every file of the site that ends in `end`.
export function siteFiles(end) {
  const out = {};
  for (const entry of readdirSync(site, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(end)) continue;
    const path = join(entry.path ?? entry.parentPath, entry.name);
    out[relative(site, path)] = readFileSync(path, 'utf8');
  }
  return out;
}

export const modules = () => Object.fromEntries(
  Object.entries(siteFiles('.js')).filter(([path]) => path.startsWith('js/')));

export const pages = () => siteFiles('.html');

// { 'welcome.txt': { 'zh-TW': text, ... } } of every mail's subject and text.
export function mailTexts() {
  const folder = 'fcgi/shared/mail/templates';
  const out = {};
  for (const name of readdirSync(join(root, folder))) {
    const [, mail, locale, part] = /^(\w+)\.([\w-]+)\.(subject|txt)$/.exec(name) ?? [];
    if (mail) (out[`${mail}.${part}`] ??= {})[locale] = read(`${folder}/${name}`);
  }
  return out;
}

// An ES module that imports nothing, without a package.json beside it.
export const importModule = (text) => import(`data:text/javascript,${encodeURIComponent(text)}`);

const importText = async (text) => (await importModule(text)).default;

const wordsOf = (path) => importText(read(`nginx/site/i18n/${path}.js`));

// Pages with words of their own, which no other page loads.
export const WORDY = ['audit', 'find', 'guide', 'home', 'index', 'join', 'login', 'release', 'reset', 'settings', 'signup', 'undo', 'verify'];

// { 'zh-TW': { key: message }, ... }: those that all pages load, and those of the pages in `own`.
export async function catalogues({ common = true, own = WORDY } = {}) {
  const out = {};
  for (const locale of ['zh-TW', 'en', 'ja']) {
    const parts = await Promise.all([...(common ? [locale] : []), ...own.map((page) => `${page}/${locale}`)].map(wordsOf));
    out[locale] = Object.assign({}, ...parts);
  }
  return out;
}
