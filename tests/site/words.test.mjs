// The words: complete in three languages, used, and nowhere but in the catalogues.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryOf, reachable } from './support/markup.mjs';
import { problemSentences } from './support/routes.mjs';
import { WORDY, catalogues, mailTexts, modules, pages, read } from './support/tree.mjs';
import { catalogueComplaints, chineseComplaints, keyComplaints, sentenceStyleComplaints, wordsInModules, wordsInPages } from './support/words.mjs';

const found = (complaints, pattern) => assert.ok(complaints.some((each) => pattern.test(each)), `${pattern} not in ${JSON.stringify(complaints)}`);

test('the catalogues agree in keys, parameters and markup', async () => {
  assert.deepEqual(catalogueComplaints(await catalogues()), []);
});

test('... and a gap, a lost parameter, open markup or a text left in another language is found', () => {
  const good = { a: { k: '有 {n} 個' }, en: { k: { one: '{n} thing', other: '{n} things' } }, ja: { k: '{n} 件' } };
  const planted = (locale, message) => catalogueComplaints({ 'zh-TW': good.a, en: good.en, ja: good.ja, [locale]: message });
  assert.deepEqual(planted('en', good.en), []);
  found(planted('ja', {}), /^ja lacks k$/);
  found(planted('en', { k: 'things' }), /parameters differ/);
  found(planted('en', { k: '{n} **things' }), /markup left open/);
  found(planted('en', { k: '{n} [[things' }), /label left open/);
  found(planted('en', { k: '{n} 個' }), /not English/);
  found(planted('ja', { k: '有 {n} 個' }), /same in zh-TW and ja/);
  found(planted('en', { k: { one: '{n} thing' } }), /no other form/);
  found(planted('en', { k: '{n} things' }), /a count without its plural/);
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

test('what the server and the mails say is set the same way', () => {
  const sentences = problemSentences(read('fcgi/shared/http/problem.def'));
  const mails = mailTexts();
  assert.ok(Object.keys(sentences).length > 80 && Object.keys(mails).length > 60, 'both were read');
  assert.deepEqual(sentenceStyleComplaints(sentences), []);
  assert.deepEqual(sentenceStyleComplaints(mails), []);
});

test('... and what is not is found', () => {
  const good = { x: { 'zh-TW': '請再試一次。', en: 'Try again.', ja: 'もう一度お試しください。' } };
  const planted = (locale, text) => sentenceStyleComplaints({ x: { ...good.x, [locale]: text } });
  assert.deepEqual(sentenceStyleComplaints(good), []);
  found(planted('zh-TW', '在LINE上'), /no blank/);
  found(planted('zh-TW', '請你再試'), /您/);
  found(planted('zh-TW', 'Token 無效'), /next act/);
  found(planted('en', 'Error code 7'), /next act/);
  found(planted('en', '再試'), /not English/);
  found(planted('ja', '再試'), /not Japanese/);
  found(planted('ja', ''), /nothing in ja/);
});

test('the mail that a page tells to look for has that subject', async () => {
  for (const [locale, subject] of Object.entries(mailTexts()['verification.subject']))
    assert.equal((await catalogues())[locale]['verify.subject'], subject.trim().replace(/^(?:【\{brand\}】|\[\{brand\}\] )/, ''));
});

// [what not, what instead, where]: two words for one thing make two things of it. LINE's own roles go by LINE's word.
const ROLES = /^(?:team|role|home|member_joined|role_changed|invitation)\b/;
const ONE_WORD = {
  'zh-TW': [[/權限/, '角色', ROLES], [/活動紀錄/, '操作紀錄'], [/公鑰/, '公開金鑰'], [/到期/, '過期'], [/本系統/, '荔枝好推'], [/垃圾信/, '垃圾郵件匣'],
    [/(?<!access )\btoken\b/, 'Token']],
  en: [[/this system/, 'ACHO']],
  ja: [[/権限/, '役割', ROLES], [/[本の]システム/, 'ACHO'], [/所有者/, 'オーナー'], [/(?<!access )\btoken\b/i, 'トークン']],
};

const whole = (says) => (typeof says === 'string' ? says : Object.values(says).join('\n')); // plurals

const twoWords = (texts) => Object.entries(texts).flatMap(([key, says]) => Object.entries(ONE_WORD).flatMap(([locale, all]) => all
  .filter(([not, , where = /^/]) => where.test(key) && not.test(whole(says[locale])))
  .map(([not, instead]) => `${key} ${locale}: ${instead}, not ${not.source}`)));

test('one thing has one word, wherever it is said', async () => {
  const words = await catalogues();
  const pageTexts = Object.fromEntries(Object.keys(words.en).map((key) => [key, Object.fromEntries(Object.keys(words).map((locale) => [locale, words[locale][key]]))]));
  assert.deepEqual(twoWords({ ...pageTexts, ...problemSentences(read('fcgi/shared/http/problem.def')), ...mailTexts() }), []);
  for (const [key, locale, text] of [['team.x', 'zh-TW', '您的權限'], ['x', 'zh-TW', '貼上 token'], ['x', 'ja', 'この Token は'], ['x', 'en', 'of this system']])
    assert.equal(twoWords({ [key]: { 'zh-TW': '好', en: 'Good', ja: 'よし', [locale]: text } }).length, 1, text);
  assert.deepEqual(twoWords({ x: { 'zh-TW': '權限、Channel access token', en: '', ja: 'Channel access token の権限' } }), []);
});

test('a role is called in mails what it is called in the team', async () => {
  const said = [...read('fcgi/courier/outbox.c').matchAll(/\{"(\w+)", \{"([^"]+)", "([^"]+)", "([^"]+)"\}\}/g)].map(([, role, ...names]) => [role, names]);
  const words = Object.values(await catalogues());
  assert.deepEqual(said, ['owner', 'manager', 'viewer'].map((role) => [role, words.map((each) => each[`role.${role}`])]));
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

// What modules and pages use, of `keys` that only `page` loads, where they may be run without that page.
function astray(keys, page, sources, htmls) {
  const elsewhere = new Set(Object.entries(htmls).filter(([path]) => path !== page).flatMap(([, html]) => reachable(entryOf(html), sources)));
  const texts = [...[...elsewhere].map((path) => [path, sources[path]]), ...Object.entries(htmls).filter(([path]) => path !== page)];
  return texts.flatMap(([path, text]) => keys.filter((key) => text.includes(`'${key}'`) || text.includes(`"${key}"`)).map((key) => `${path}: ${key}`));
}

test('each stands once', () => {
  for (const folder of ['', ...WORDY.map((page) => `${page}/`)])
    for (const locale of ['zh-TW', 'en', 'ja']) {
      const keys = [...read(`nginx/site/i18n/${folder}${locale}.js`).matchAll(/^ {2}'([^']+)':/gm)].map(([, key]) => key);
      assert.ok(keys.length > 5, 'they were read');
      assert.deepEqual(keys.filter((key, i) => keys.indexOf(key) !== i), [], folder + locale);
    }
});

test('the words that a page alone loads are used by nobody else, and stand nowhere else', async () => {
  const common = await catalogues({ own: [] });
  for (const page of WORDY) {
    const keys = Object.keys((await catalogues({ common: false, own: [page] })).en);
    assert.ok(keys.length > 5, 'they were read');
    assert.deepEqual(astray(keys, `${page}.html`, modules(), pages()), []);
    assert.deepEqual(keys.filter((key) => key in common.en), []);
    assert.match(pages()[`${page}.html`], new RegExp(`^<!doctype html>\\n<html [^>]*data-words="${page}"`));
  }
});

test('... and one that is would be found', () => {
  const htmls = { 'guide.html': '<script type="module" src="/js/guide.js">', 'x.html': '<p data-t="guide.b"></p><script type="module" src="/js/x.js">' };
  const sources = { 'js/guide.js': "import { y } from './y.js'; say(p, 'guide.a')", 'js/x.js': "import { y } from './y.js'", 'js/y.js': "say(p, 'guide.c')" };
  assert.deepEqual(astray(['guide.a', 'guide.b', 'guide.c'], 'guide.html', sources, htmls), ['js/y.js: guide.c', 'x.html: guide.b']);
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
