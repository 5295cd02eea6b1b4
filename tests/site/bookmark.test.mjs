// Which way to keep the page each browser is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importModule, read } from './support/tree.mjs';

const { browserKind } = await importModule(read('nginx/site/js/browser-kind.js'));

const SAFARI = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15';
const CASES = [
  ['line', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.5.0'],
  ['line', 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/122.0 Mobile Safari/537.36 Line/14.5.0/IAB'],
  ['ios', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1'],
  ['ios', SAFARI, 5],
  ['mac', SAFARI],
  ['android', 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0 Mobile Safari/537.36', 5],
  ['desktop', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0 Safari/537.36', 10],
  ['desktop', 'Mozilla/5.0 (X11; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0'],
  ['desktop', 'Mozilla/5.0 Online/1.0'],
  ['desktop', ''],
];

test('each browser is told its own way', () => {
  for (const [kind, userAgent, maxTouchPoints = 0] of CASES) assert.equal(browserKind({ userAgent, maxTouchPoints }), kind, userAgent);
});
