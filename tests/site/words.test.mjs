// The words: complete in three languages, used, and nowhere but in the catalogues.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemSentences } from './support/routes.mjs';
import { catalogues, modules, pages, read } from './support/tree.mjs';
import { catalogueComplaints, chineseComplaints, keyComplaints, wordsInModules, wordsInPages } from './support/words.mjs';

const found = (complaints, pattern) => assert.ok(complaints.some((each) => pattern.test(each)), `${pattern} not in ${JSON.stringify(complaints)}`);

test('the catalogues agree in keys, parameters and markup', async () => {
  assert.deepEqual(catalogueComplaints(await catalogues()), []);
});

test('... and a gap, a lost parameter, open markup or a text left in another language is found', () => {
  const good = { a: { k: '有 {n} 個' }, en: { k: '{n} things' }, ja: { k: '{n} 件' } };
  const planted = (locale, message) => catalogueComplaints({ 'zh-TW': good.a, en: good.en, ja: good.ja, [locale]: message });
  assert.deepEqual(planted('en', good.en), []);
  found(planted('ja', {}), /^ja lacks k$/);
  found(planted('en', { k: 'things' }), /parameters differ/);
  found(planted('en', { k: '{n} **things' }), /markup left open/);
  found(planted('en', { k: '{n} [[things' }), /label left open/);
  found(planted('en', { k: '{n} 個' }), /not English/);
  found(planted('ja', { k: '有 {n} 個' }), /same in zh-TW and ja/);
  found(planted('en', { k: { one: '{n} thing' } }), /no other form/);
  found(planted('ja', { k: { few: '{n} 件', other: '{n} 件' } }), /no form few/);
  found(planted('ja', { k: '修正, {n} 件' }), /half-width/);
  found(catalogueComplaints({ 'zh-TW': { 'label.k': 'Issue' }, en: { 'label.k': 'Issue' }, ja: { 'label.k': '発行' } }), /label.k differs in en and ja/);
});

test('Chinese is set as Chinese', () => {
  assert.deepEqual(chineseComplaints('在 LINE 按 [[Register]]（登記），基本ID 例如 `@123abcde`。'), []);
  for (const [text, pattern] of [
    ['按下,再試一次', /half-width punctuation/],
    ['按 Register, 再試一次', /half-width punctuation/],
    ['按下(登記)', /brackets/],
    ['在LINE上', /no blank/],
    ['有3個', /no blank/],
    ['好， 再試', /blank beside/],
    ['請你再試', /您/],
    ['Token 無效', /next act/],
  ]) found(chineseComplaints(text), pattern);
});

test('every key is there, and every message is used', async () => {
  const acts = read('sql/functions/tenant/acts.sql').match(/'\w+\.\w+'/g).map((act) => act.slice(1, -1));
  const codes = [...Object.keys(problemSentences(read('fcgi/shared/http/problem.def'))), ...acts];
  assert.deepEqual(keyComplaints(Object.keys((await catalogues()).en), modules(), pages(), codes), []);
});

test('... and a misspelt or a left-over key is found', () => {
  const keys = ['page.skip', 'page.help', 'brand'];
  const js = { 'js/x.js': "el('p', { t: 'page.skip' }); say(node, 'brand');" };
  const html = { 'x.html': '<p data-t="page.help"></p>' };
  assert.deepEqual(keyComplaints(keys, js, html), []);
  found(keyComplaints(keys, { 'js/x.js': "el('p', { t: 'page.skipp' })" }, html), /no message page.skipp/);
  found(keyComplaints(keys, { 'js/x.js': "say(node, 'barnd')" }, html), /no message barnd/);
  found(keyComplaints(keys, js, { 'x.html': '<p data-t="page.halp"></p>' }), /x.html: no message page.halp/);
  found(keyComplaints([...keys, 'page.old'], js, html), /nothing uses page.old/);
  found(keyComplaints(keys, { 'js/x.js': "// say(node, 'brand')" }, html), /nothing uses brand/);
  found(keyComplaints(keys, { 'js/x.js': "const WORDS = { missing: 'page.mising' }" }, html), /no message page.mising/);
});

test('no words stand in a module or a page', () => {
  assert.deepEqual(wordsInModules(modules()), []);
  assert.deepEqual(wordsInPages(pages()), []);
});

test('... and words that do are found', () => {
  found(wordsInModules({ x: "write(node, '請登入')" }), /請登入/);
  found(wordsInModules({ x: 'write(node, "Please log in")' }), /Please/);
  found(wordsInModules({ x: 'write(node, `${n} of these are wrong.`)' }), /wrong/);
  assert.deepEqual(wordsInModules({ x: "// 註解 is fine\nel('p', { class: 'button primary' })" }), []);
  found(wordsInPages({ x: '<p>登入</p>' }), /登入/);
  assert.deepEqual(wordsInPages({ x: '<title>ACHO</title><noscript><p>need it</p></noscript><p data-t="a"></p>' }), []);
});

test('without JavaScript every page says the same', () => {
  const said = new Set(Object.values(pages()).map((html) => html.match(/<noscript>[\s\S]*?<\/noscript>/)?.[0]));
  assert.equal(said.size, 1);
  for (const lang of ['zh-Hant-TW', 'en', 'ja']) assert.match([...said][0], new RegExp(`<p lang="${lang}">[^<]{20}`));
});
