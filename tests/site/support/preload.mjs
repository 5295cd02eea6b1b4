// Writes the preload links of every page anew, as markup.mjs wants them: node tests/site/support/preload.mjs

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryOf, reachable } from './markup.mjs';
import { modules, pages, site } from './tree.mjs';

const LINK = /  <link rel="modulepreload" href="\/([^"]+)">\n/g;
const sources = modules();

for (const [path, html] of Object.entries(pages())) {
  const needed = reachable(entryOf(html), sources).slice(1);
  const kept = [...html.matchAll(LINK)].map(([, name]) => name).filter((name) => needed.includes(name));
  const links = [...new Set([...kept, ...needed])].map((name) => `  <link rel="modulepreload" href="/${name}">\n`).join('');
  const next = html.replace(LINK, '').replace(/(?=  <script type="module")/, links);
  if (next === html) continue;
  writeFileSync(join(site, path), next);
  console.log(path);
}
