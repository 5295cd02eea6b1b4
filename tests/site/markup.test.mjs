// The pages: nothing inline, nothing from elsewhere, text as text, every name once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryOf, importComplaints, inlineComplaints, moduleComplaints, preloadComplaints, reachable, twiceComplaints } from './support/markup.mjs';
import { modules, pages, siteFiles } from './support/tree.mjs';

const found = (complaints, pattern) => assert.ok(complaints.some((each) => pattern.test(each)), `${pattern} not in ${JSON.stringify(complaints)}`);

test('no page has anything inline or from elsewhere', () => {
  assert.deepEqual(inlineComplaints(pages()), []);
  assert.deepEqual(inlineComplaints(siteFiles('.svg')), [], 'drawings too');
});

test('... and it would be found', () => {
  for (const [html, pattern] of [
    ['<p style="color:red">', /inline style/],
    ['<style>p{}</style>', /inline style/],
    ['<a onclick="x()">', /inline handler/],
    ['<script>x()</script>', /inline script/],
    ['<script src="/js/x.js"></script>', /not a module/],
    ['<img src="https://elsewhere.example/x.png">', /from elsewhere/],
    ['<link rel="stylesheet" href="//elsewhere.example/x.css">', /from elsewhere/],
    ['<a href="javascript:x()">', /script address/],
    ['<a target="_blank" href="https://line.example/">', /reach back/],
  ]) found(inlineComplaints({ x: html }), pattern);
  assert.deepEqual(inlineComplaints({ x: '<script type="module" src="/js/x.js"></script><a target="_blank" rel="noopener" href="https://line.example/">' }), []);
});

test('no module makes markup or code out of text, or reaches elsewhere', () => {
  assert.deepEqual(moduleComplaints(modules()), []);
});

test('... and one that did would be found', () => {
  for (const source of ['node.innerHTML = text', 'eval(text)', 'node.style.color = x', "import x from 'preact'", "fetch('https://elsewhere.example')", "const MANAGER = 'https://manager.line.biz.elsewhere.example/'",
    "node.setAttribute('onclick', x)", 'document.write(x)']) assert.equal(moduleComplaints({ x: source }).length, 1, source);
});

test('every id and data-testid stands once', () => {
  assert.deepEqual(twiceComplaints(pages(), modules()), []);
});

test('... and twice is found, across the modules a page loads', () => {
  const html = { x: '<p data-testid="a" id="b"><script type="module" src="/js/x.js"></script>' };
  const sources = { 'js/x.js': "import { y } from './y.js'; el('p', { testid: 'c' })", 'js/y.js': "el('p', { testid: 'd' })", 'js/z.js': "el('p', { testid: 'a' })" };
  assert.deepEqual(twiceComplaints(html, sources), []);
  found(twiceComplaints(html, { ...sources, 'js/y.js': "el('p', { testid: 'a' })" }), /data-testid a twice/);
  found(twiceComplaints(html, { ...sources, 'js/y.js': "el('p', { testid: 'c' })" }), /data-testid c twice/);
  found(twiceComplaints(html, { ...sources, 'js/y.js': "field({ id: 'b' })" }), /id b twice/);
  found(twiceComplaints(html, { ...sources, 'js/y.js': "import('./z.js')" }), /data-testid a twice/);
});

test('every page preloads what it will load', () => {
  assert.deepEqual(preloadComplaints(pages(), modules()), []);
});

test('... and a forgotten or a needless one is found', () => {
  const sources = { 'js/x.js': "import { y } from './y.js'", 'js/y.js': '' };
  const page = (links) => ({ x: `${links}<script type="module" src="/js/x.js"></script>` });
  assert.deepEqual(preloadComplaints(page('<link rel="modulepreload" href="/js/y.js">'), sources), []);
  found(preloadComplaints(page(''), sources), /does not preload/);
  found(preloadComplaints(page('<link rel="modulepreload" href="/js/y.js"><link rel="modulepreload" href="/js/z.js">'), sources), /for nothing/);
  const y = '<link rel="modulepreload" href="/js/y.js">';
  const lazy = { ...sources, 'js/z.js': "import { w } from './w.js'; import { y } from './y.js'", 'js/w.js': '' };
  assert.deepEqual(preloadComplaints(page(y), { ...lazy, 'js/y.js': "import('./z.js'); import('./w.js')" }), []);
  found(preloadComplaints(page(y), { ...lazy, 'js/y.js': "import('./z.js')" }), /fetches js\/w.js one round trip late/);
});

test('what is imported is exported and used, and the reverse', () => {
  assert.deepEqual(importComplaints(modules()), []);
  const good = { 'js/x.js': "import { y } from './y.js';\ny();", 'js/y.js': 'export function y() {}' };
  assert.deepEqual(importComplaints(good), []);
  found(importComplaints({ ...good, 'js/y.js': 'export function z() {}' }), /exports no y/);
  found(importComplaints({ ...good, 'js/x.js': "import { y } from './y.js';" }), /for nothing/);
  found(importComplaints({ ...good, 'js/z.js': 'export const w = 1' }), /for nobody/);
  assert.deepEqual(importComplaints({ 'js/x.js': "const { y } = await import('./y.js');", 'js/y.js': good['js/y.js'] }), []);
  found(importComplaints({ 'js/x.js': "await import('./y.js');", 'js/y.js': good['js/y.js'] }), /exports y for nobody/);
  found(importComplaints({ 'js/x.js': "import('./gone.js')" }), /no module js\/gone.js/);
});

test('what is loaded by two scripts of a page waits for nothing', () => {
  const sources = modules();
  for (const name of reachable('js/words.js', sources)) assert.doesNotMatch(sources[name], /^await |= await /m, name);
  assert.match(sources['js/i18n.js'], /^await /m, 'it would be found');
});

test('every page says its language, its width and one h1 or none of its own', () => {
  for (const [path, html] of Object.entries(pages())) {
    assert.match(html, /^<!doctype html>\n<html lang="zh-Hant-TW"/, path);
    assert.match(html, /<meta name="viewport" content="width=device-width, initial-scale=1">/, path);
    assert.ok((html.match(/<h1\b/g) ?? []).length <= 1, path);
    assert.equal((html.match(/<main\b/g) ?? []).length, 1, path);
    assert.ok(entryOf(html) in modules(), path);
    assert.ok(html.includes('<script async type="module" src="/js/words.js"></script>'), `${path} fetches its words beside its modules, not after them`);
  }
});
