// What a first visit costs, as nginx sends it: every page with all it loads, in the heaviest language.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { entryOf, reachable } from './support/markup.mjs';
import { startNginx } from './support/nginx.mjs';
import { modules, pages, read } from './support/tree.mjs';

const BYTES_MOST = 60_000;
// The page that is opened most has room for what is to come.
const LESS = { 'home.html': 57_000 };
const LOCALES = ['zh-TW', 'en', 'ja'];
const SLUG = '0123456789abc';
const PATHS = {
  'index.html': '/', 'guide.html': '/guide', 'signup.html': '/signup', 'find.html': '/find', 'login.html': `/a/${SLUG}`, 'home.html': `/a/${SLUG}/`,
  'not-found.html': '/nowhere', 'trouble.html': null,
};

let nginx;
before(async () => { nginx = await startNginx(); });
after(() => nginx?.stop());

const asked = new Map();

// Bytes of the body as a browser is sent it.
async function bytesOf(path) {
  if (!asked.has(path)) {
    const { headers, body, status } = await nginx.request('GET', path, { headers: { 'Accept-Encoding': 'gzip, deflate, br' } });
    assert.equal(status, path === '/nowhere' ? 404 : 200, path);
    if (body.length > 1400) assert.equal(headers['content-encoding'], 'gzip', `${path} is compressed`);
    assert.match(headers.vary ?? '', headers['content-encoding'] ? /Accept-Encoding/ : /^/, path);
    asked.set(path, body.length);
  }
  return asked.get(path);
}

// What a page asks for before anybody does anything.
const loadedBy = (html, sources) => [
  ...reachable(entryOf(html), sources).map((name) => `/${name}`),
  ...[...html.matchAll(/<(?:link|img)\b[^>]*\b(?:href|src)="([^"]+)"/g)].map(([, path]) => path).filter((path) => !path.startsWith('/js/')),
];

test(`the first load of every page is at most ${BYTES_MOST / 1000} kB, of home less`, async () => {
  const sources = modules();
  for (const [name, html] of Object.entries(pages())) {
    const path = name in PATHS ? PATHS[name] : `/a/${SLUG}/${name.replace('.html', '')}`;
    // A page with words of its own, beside those that all pages share, says so.
    const folders = ['/i18n', ...[...html.matchAll(/<html [^>]*\bdata-words="(\w+)"/g)].map(([, own]) => `/i18n/${own}`)];
    let words = 0;
    for (const folder of folders) words += Math.max(...await Promise.all(LOCALES.map((locale) => bytesOf(`${folder}/${locale}.js`))));
    let bytes = words + (path ? await bytesOf(path) : gzipSync(html).length);
    for (const each of new Set(loadedBy(html, sources))) bytes += await bytesOf(each);
    assert.ok(bytes <= (LESS[name] ?? BYTES_MOST), `${name}: ${bytes} bytes`);
  }
});

test('system fonts, and nothing that a style sheet would fetch', () => {
  assert.doesNotMatch(read('nginx/site/css/acho.css'), /@font-face|@import|url\(/);
});
