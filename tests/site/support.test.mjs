// Whoever is told to contact us can: where the address comes from, and which sentences lead to it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { render, startNginx } from './support/nginx.mjs';
import { problemSentences } from './support/routes.mjs';
import { catalogues, importModule, read } from './support/tree.mjs';

const MODULE = '/js/support-address.js';
const ADDRESS = "help+acho@shop.example";

let house;
before(async () => { house = await startNginx({ settings: [`SUPPORT=${ADDRESS}`] }); });
after(() => house?.stop());

test('pages learn the address from nginx; without one they know of none', async () => {
  const got = await house.request('GET', MODULE);
  assert.equal(got.status, 200);
  assert.equal(got.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.equal(got.headers['cache-control'], 'no-cache');
  assert.equal(got.headers['x-content-type-options'], 'nosniff');
  assert.equal((await importModule(got.text)).supportAddress, ADDRESS);
  assert.equal((await importModule(read(`nginx/site${MODULE}`))).supportAddress, '');
});

test('what is no address is refused where it is set', () => {
  const out = mkdtempSync(join(tmpdir(), 'acho-support-'));
  try {
    for (const bad of ['somebody', 'a@b c', 'A <a@b.example>', "o'a@b.example", 'a@b.example?cc=x'])
      assert.throws(() => render(out, 'RUN=/run', `SUPPORT=${bad}`), /SUPPORT/, bad);
    render(out, 'RUN=/run', 'SUPPORT=');
  } finally {
    rmSync(out, { recursive: true });
  }
});

// Sentences that ask to be told, in each language.
const ASKS = { 'zh-TW': /聯絡|告訴我們/, en: /contact us|tell us the|tell us LINE/, ja: /お問い合わせ|お知らせください/ };

test('behind each sentence of the server that asks to be told stands a link', () => {
  const [, list] = /const ASKING = \[([^\]]*)\]/.exec(read('nginx/site/js/support.js'));
  const asking = [...list.matchAll(/'([\w.]+)'/g)].map(([, code]) => code);
  const sentences = Object.entries(problemSentences(read('fcgi/shared/http/problem.def')));
  for (const [locale, asks] of Object.entries(ASKS))
    assert.deepEqual(sentences.filter(([, says]) => asks.test(says[locale])).map(([code]) => code).sort(), [...asking].sort(), locale);
});

test('and within each of a page’s own', async () => {
  for (const [locale, words] of Object.entries(await catalogues()))
    assert.deepEqual(Object.keys(words).filter((key) => /聯絡我們|與我們聯絡|contact us|お問い合わせください/.test(words[key])), locale === 'ja' ? [] : ['support.us'], locale);
});
