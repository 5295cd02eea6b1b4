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

// An ES module that imports nothing, without a package.json beside it.
export const importModule = (text) => import(`data:text/javascript,${encodeURIComponent(text)}`);

const importText = async (text) => (await importModule(text)).default;

export async function catalogues() {
  const out = {};
  for (const locale of ['zh-TW', 'en', 'ja']) out[locale] = await importText(read(`nginx/site/i18n/${locale}.js`));
  return out;
}
