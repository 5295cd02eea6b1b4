// The list of devices: browsers by the names their owners know.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importModule, read } from './support/tree.mjs';

const { deviceName } = await importModule(read('nginx/site/js/settings/device.js'));
const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 8)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';

test('a browser is named by its own name and that of its system', () => {
  for (const [userAgent, name] of [
    [`${IPHONE} ${WEBKIT} Version/17.5 Mobile/15E148 Safari/604.1`, 'Safari (iPhone)'],
    [`${IPHONE} ${WEBKIT} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, 'Chrome (iPhone)'],
    [`${IPHONE} ${WEBKIT} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, 'Firefox (iPhone)'],
    [`${IPHONE} ${WEBKIT} Mobile/15E148 Safari Line/14.9.0`, 'LINE (iPhone)'],
    [`${IPHONE} ${WEBKIT} Mobile/15E148 Instagram 337.0.0.0 (iPhone14,5; iOS 17_5)`, 'Instagram (iPhone)'],
    [`Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) ${WEBKIT} Version/16.6 Mobile/15E148 Safari/604.1`, 'Safari (iPad)'],
    [`${ANDROID} ${BLINK} Chrome/140.0.0.0 Mobile Safari/537.36`, 'Chrome (Android)'],
    [`${ANDROID} ${BLINK} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`, 'Samsung Internet (Android)'],
    [`${ANDROID} ${BLINK} Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/470.0;]`, 'Facebook (Android)'],
    [`${ANDROID} ${BLINK} Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Line/14.9.0/IAB`, 'LINE (Android)'],
    ['Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0', 'Firefox (Android)'],
    [`${WINDOWS} ${BLINK} Chrome/140.0.0.0 Safari/537.36`, 'Chrome (Windows)'],
    [`${WINDOWS} ${BLINK} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, 'Edge (Windows)'],
    [`${WINDOWS} ${BLINK} Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0`, 'Opera (Windows)'],
    [`${MAC} ${WEBKIT} Version/17.5 Safari/605.1.15`, 'Safari (Mac)'],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${BLINK} Chrome/140.0.0.0 Safari/537.36`, 'Chrome (ChromeOS)'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox (Linux)'],
  ]) assert.equal(deviceName(userAgent), name, userAgent);
});

test('what is known of another is said, and its own words where nothing is', () => {
  for (const [userAgent, name] of [
    ['Mozilla/5.0 (Windows NT 10.0)', 'Windows'],
    ['Firefox/128.0', 'Firefox'],
    ['TeaTill/3.1', 'TeaTill/3.1'],
    ['Online/2.0 offline', 'Online/2.0 offline'],
  ]) assert.equal(deviceName(userAgent), name);
});
