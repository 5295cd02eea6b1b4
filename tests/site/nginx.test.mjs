// nginx as it will run: routes, its own answers, the headers of every answer, what a worker is told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { render, startNginx } from './support/nginx.mjs';
import { openApiPaths } from './support/routes.mjs';
import { read, siteFiles } from './support/tree.mjs';

const SLUG = '0123456789abc';
let alone; // nobody behind it
let house; // all three workers
let answer = () => ({});
let asked = [];

before(async () => {
  alone = await startNginx();
  house = await startNginx({
    workers: ['signup', 'login', 'link'],
    handler: async (request) => {
      asked.push(request);
      const given = await answer(request);
      return given && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ worker: request.worker }), ...given };
    },
  });
});
after(() => Promise.all([alone?.stop(), house?.stop()]));

const ALWAYS = {
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'content-security-policy': /^default-src 'none';.*frame-ancestors 'none'/,
  'cache-control': /^(no-cache|no-store)$/,
  'x-request-id': /^[0-9a-f]{32}$/,
  server: /^nginx$/,
};

// What binds documents, errors among them; a file that a page loads goes without.
const DOCUMENT = { 'cross-origin-opener-policy': /^same-origin$/, 'permissions-policy': /camera=\(\)/ };

function headersGood({ headers, rawHeaders }, what, more = DOCUMENT) {
  for (const [name, value] of Object.entries({ ...ALWAYS, ...more })) {
    assert.match(headers[name] ?? '', value, `${name} of ${what}`);
    assert.equal(rawHeaders.filter((each) => each.toLowerCase() === name).length, 1, `${name} of ${what}, once`);
  }
  assert.doesNotMatch(headers['content-security-policy'], /unsafe|\*/, what);
}

const FILE_HEADER_BYTES_MOST = 620;
const headerBytes = ({ rawHeaders }) => rawHeaders.join('').length + rawHeaders.length * 2;

async function problem(from, method, path, options, status, code) {
  const got = await from.request(method, path, options);
  assert.equal(got.status, status, `${method} ${path}`);
  assert.equal(got.headers['content-type'], 'application/problem+json', path);
  const body = JSON.parse(got.text);
  assert.deepEqual(Object.keys(body), ['type', 'title', 'status', 'code', 'detail']);
  assert.equal(body.status, status);
  assert.equal(body.code, code);
  assert.ok(body.detail.length > 10 && body.title);
  assert.equal(got.headers['cache-control'], 'no-store');
  assert.match(got.headers['content-security-policy'], /sandbox$/);
  headersGood(got, `${method} ${path}`);
  return { ...got, body };
}

test('pages are served at their addresses, and at no other', async () => {
  for (const path of ['/', '/guide', '/signup', '/find', `/a/${SLUG}`, `/a/${SLUG}/`, `/a/${SLUG}/release`, `/a/${SLUG}/settings`, `/a/${SLUG}/reset`, `/a/${SLUG}/verify`]) {
    const got = await alone.request('GET', path);
    assert.equal(got.status, 200, path);
    assert.equal(got.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(got.headers['cache-control'], 'no-cache', path);
    assert.equal(got.headers['x-robots-tag'], path.startsWith('/a/') ? 'noindex, nofollow' : undefined);
    headersGood(got, path);
    const again = await alone.request('GET', path, { headers: { 'If-None-Match': got.headers.etag } });
    assert.equal(again.status, 304, `${path} unchanged`);
    headersGood(again, `${path} unchanged`);
  }
  for (const path of ['/index.html', '/login.html', '/nope', '/find.html', `/a/${SLUG}/find`, `/a/${SLUG}/login`, '/release.html', `/a/${SLUG}/release/`, '/a/short/release', '/a/', '/settings.html', `/a/${SLUG}/settings/`, '/a/short/settings', '/a/0123456789ABC', '/a/0123456789abi', '/a/short/',
    '//signup', '/js/', '/js/../signup.html', '/.git/config', '/i18n/de.js', '/i18n/guide/de.js', '/vendor/README.md', '/vendor/uqr.LICENSE', '/_/api', '/_/page', '/snippets/tls.conf']) {
    const got = await alone.request('GET', path);
    assert.equal(got.status, 404, path);
    assert.match(got.text, /not-found\.js/, path);
    assert.equal(got.headers['cache-control'], 'no-store', path);
    headersGood(got, path);
  }
});

test('every file of the site that is no page is served with its type', async () => {
  const types = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8' };
  for (const [end, type] of Object.entries(types)) {
    const files = Object.keys(siteFiles(end));
    assert.ok(files.length > 0, end);
    for (const path of files) {
      const got = await alone.request('GET', `/${path}`, { headers: { 'Accept-Encoding': 'gzip' } });
      assert.equal(got.status, 200, path);
      assert.equal(got.headers['content-type'], type, path);
      if (end === '.js' && got.headers['content-length'] === undefined) assert.equal(got.headers['content-encoding'], 'gzip', path);
      headersGood(got, path, {});
      if (end === '.txt') continue;
      for (const name of Object.keys(DOCUMENT)) assert.equal(got.headers[name], undefined, `${name} of ${path}`);
      assert.ok(headerBytes(got) <= FILE_HEADER_BYTES_MOST, `${path}: ${headerBytes(got)} bytes of headers, sent with each of forty files`);
      const again = await alone.request('GET', `/${path}`, { headers: { 'If-None-Match': got.headers.etag } });
      assert.equal(again.status, 304, `${path} unchanged`);
      assert.equal(again.text, '');
      headersGood(again, `${path} unchanged`, {});
    }
  }
});

test('a page takes GET and HEAD', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'FOO']) {
    const got = await alone.request(method, '/signup');
    assert.equal(got.status, 405, method);
    assert.equal(got.headers.allow, 'GET, HEAD');
    headersGood(got, method);
  }
  assert.equal((await alone.request('HEAD', '/signup')).status, 200);
  assert.equal((await alone.request('TRACE', '/signup')).status, 405);
});

test('a slash too much leads to the page', async () => {
  const got = await alone.request('GET', '/guide/');
  assert.equal(got.status, 308);
  assert.equal(got.headers.location, '/guide');
  headersGood(got, 'the redirect');
});

test('what nginx refuses itself is a problem document, in the reader’s language', async () => {
  await problem(alone, 'GET', '/api/nope', {}, 404, 'not_found');
  await problem(alone, 'POST', `/a/${SLUG}/api/nope`, { body: 'x'.repeat(100_000) }, 404, 'not_found');
  await problem(alone, 'POST', '/api/signup', { body: 'x'.repeat(65_537) }, 413, 'request.too_large');
  await problem(alone, 'POST', '/api/signup', { body: 'x'.repeat(65_537), headers: { 'Transfer-Encoding': 'chunked' } }, 413, 'request.too_large');
  const methods = [...read('fcgi/openapi.yaml').matchAll(/^ {4}(get|head|post|put|patch|delete):$/gm)].map(([, name]) => name.toUpperCase());
  const { headers: { allow } } = await problem(alone, 'TRACE', '/api/signup', {}, 405, 'request.wrong_method');
  assert.deepEqual(allow.split(', ').filter((name) => name !== 'HEAD').sort(), [...new Set(methods)].sort());
  await problem(alone, 'POST', '/api/signup', { headers: { 'Transfer-Encoding': 'gzip' } }, 501, 'request.malformed');
  await problem(alone, 'GET', '/api/signup', { headers: { Host: 'evil.example' } }, 421, 'not_found');
  await problem(alone, 'GET', '/api/signup', { headers: { 'X-Long': 'x'.repeat(9000) } }, 400, 'request.malformed');
  const says = async (language) => (await problem(alone, 'GET', '/api/nope', { headers: { 'Accept-Language': language } }, 404, 'not_found')).body.title;
  assert.equal(await says(null), '找不到');
  assert.equal(await says('zh-Hant,en;q=0.5'), '找不到');
  assert.equal(await says('en-GB'), 'Not Found');
  assert.equal(await says('fr, de;q=0.9, ja;q=0.8'), '見つかりません');
  assert.equal(await says('tlh, nonsense;;,,'), '找不到');
});

test('a worker that is not there is 502, with when to come back', async () => {
  for (const [method, path] of [['POST', '/api/signup'], ['GET', `/a/${SLUG}/api/account`], ['GET', '/a/x/api/oa']]) {
    const got = await problem(alone, method, path, {}, 502, 'server.busy');
    assert.equal(got.headers['retry-after'], '2');
  }
});

test('a worker that takes nothing shows at readyz, while a call waits on for its restart', async () => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  answer = ({ params }) => (params.DOCUMENT_URI === '/readyz' ? new Promise(() => {}) : held);
  let over = false;
  const call = house.request('GET', '/api/terms').finally(() => { over = true; });
  await problem(house, 'GET', '/readyz/login', {}, 504, 'server.busy');
  assert.equal(over, false);
  release({});
  assert.equal((await call).status, 200);
  answer = () => ({});
});

test('an unknown Host gets nothing useful', async () => {
  for (const host of ['evil.example', '', '127.0.0.1', 'localhost.evil.example']) {
    for (const path of ['/', '/api/signup', '/livez/login']) {
      const got = await house.request('GET', path, { headers: { Host: host } });
      assert.equal(got.status, host === '' ? 400 : 421, `${host}${path}`);
      assert.doesNotMatch(got.text, host === '' ? /worker/ : /worker|<html/);
      headersGood(got, host);
    }
  }
  const tooNew = await house.bytes('GET /api/signup HTTP/3.0\r\nHost: localhost\r\n\r\n');
  assert.match(tooNew, /^HTTP\/1\.1 505 [^]*X-Request-Id: /);
  assert.doesNotMatch(tooNew, /<center>/, 'not in nginx’s words');
  assert.match(await house.bytes('GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1\.[01] 421 /);
});

test('ambiguous requests are refused and their connection closed', async () => {
  const head = 'POST /api/signup HTTP/1.1\r\nHost: localhost\r\n';
  for (const bytes of [
    `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
    `${head}Host: evil.example\r\n\r\n`,
    `${head}Transfer-Encoding: chunked\r\n\r\n+5\r\nabcde\r\n0\r\n\r\n`,
    'GARBAGE\r\n\r\n',
  ]) {
    const got = await house.bytes(bytes);
    assert.match(got, /^HTTP\/1\.1 400 /, bytes);
    assert.match(got, /\r\nConnection: close\r\n/, bytes);
    assert.match(got, /\r\nX-Content-Type-Options: nosniff\r\n/, bytes);
  }
});

test('each call reaches the worker that OpenAPI names, for any slug', async () => {
  for (const [path, [tag]] of Object.entries(openApiPaths(read('fcgi/openapi.yaml')))) {
    for (const slug of [SLUG, 'no-such', '%E5%BA%97']) {
      const got = await house.request('PUT', path.replace('{slug}', slug), { body: '{}' });
      assert.equal(JSON.parse(got.text).worker, tag, path);
      headersGood(got, path);
    }
  }
});

test('a worker is told the path that was routed by, and no header that is not on the list', async () => {
  asked = [];
  await house.request('POST', `/a/${SLUG}/%61pi/session?next=secret`, {
    body: '{"a":1}',
    headers: {
      'Content-Type': 'application/json', Origin: 'http://localhost', Cookie: 'acho=x', 'Accept-Language': 'ja', 'User-Agent': 'test',
      'Idempotency-Key': 'k', Proxy: 'http://evil.example', 'X-Forwarded-For': '1.2.3.4', 'X-Forwarded-Host': 'evil.example', 'X-Real-IP': '1.2.3.4',
      Authorization: 'Bearer x', 'Request-Id': 'evil',
    },
  });
  const [{ worker, params, body }] = asked;
  assert.equal(worker, 'login');
  const { REQUEST_ID: id, ...rest } = params;
  assert.match(id, /^[0-9a-f]{32}$/);
  assert.deepEqual(rest, {
    REQUEST_METHOD: 'POST', DOCUMENT_URI: `/a/${SLUG}/api/session`, QUERY_STRING: 'next=secret', CONTENT_TYPE: 'application/json', CONTENT_LENGTH: '7',
    REMOTE_ADDR: '127.0.0.1', HTTP_ORIGIN: 'http://localhost', HTTP_COOKIE: 'acho=x', HTTP_USER_AGENT: 'test', HTTP_ACCEPT_LANGUAGE: 'ja',
    HTTP_IDEMPOTENCY_KEY: 'k',
  });
  assert.equal(String(body), '{"a":1}');
});

test('a chunked body arrives whole, with its length', async () => {
  asked = [];
  await house.request('POST', '/api/signup', { body: 'x'.repeat(65_536), headers: { 'Transfer-Encoding': 'chunked' } });
  assert.equal(asked[0].params.CONTENT_LENGTH, '65536');
  assert.equal(asked[0].body.length, 65_536);
});

test('the id of a request is the same for client, worker and log; the log has no query', async () => {
  asked = [];
  const got = await house.request('GET', `/a/${SLUG}/api/account?token=canary`);
  assert.equal(asked[0].params.REQUEST_ID, got.headers['x-request-id']);
  let line;
  await house.until('the access log is written', () => {
    line = house.log('nginx-access.log').split('\n').find((each) => each.includes(got.headers['x-request-id']));
    return line;
  });
  assert.equal(JSON.parse(line).path, `/a/${SLUG}/api/account`);
  assert.doesNotMatch(house.log('nginx-access.log'), /canary/);
});

test('connections to a worker are kept', async () => {
  const before = house.connections.link;
  for (let round = 0; round < 5; round++) await house.request('GET', `/a/${SLUG}/api/oa`);
  assert.ok(house.connections.link - before <= 1, 'one connection for five requests');
});

test('a worker’s answer is passed on: status, cookies, Retry-After and Allow, each once', async () => {
  answer = () => ({
    status: 503,
    headers: {
      'Content-Type': 'application/problem+json', 'Retry-After': '7', Allow: 'PUT', 'Set-Cookie': ['a=1', 'b=2'], 'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store', 'Content-Security-Policy': "default-src 'self'", 'X-Accel-Redirect': '/index.html',
    },
    body: '{"code":"key.preparing"}',
  });
  const got = await house.request('GET', `/a/${SLUG}/api/oa`);
  answer = () => ({});
  assert.equal(got.status, 503);
  assert.equal(got.text, '{"code":"key.preparing"}');
  assert.equal(got.headers['retry-after'], '7');
  assert.equal(got.headers.allow, 'PUT');
  assert.deepEqual(got.headers['set-cookie'], ['a=1', 'b=2']);
  headersGood(got, 'a worker’s answer');
});

test('a worker that dies in the middle is 502 at once', async () => {
  answer = () => null;
  await problem(house, 'POST', '/api/signup', { body: '{}' }, 502, 'server.busy');
  answer = () => ({});
});

test('health is for this machine, at an address for each worker', async () => {
  for (const worker of ['signup', 'login', 'link']) {
    for (const probe of ['livez', 'readyz', 'metrics']) {
      asked = [];
      const got = await house.request('GET', `/${probe}/${worker}`);
      assert.equal(JSON.parse(got.text).worker, worker);
      assert.equal(asked[0].params.DOCUMENT_URI, `/${probe}`);
    }
  }
  assert.equal((await house.request('GET', '/livez')).status, 404);
  assert.equal((await house.request('GET', '/livez/courier')).status, 404);
  assert.equal([...read('nginx/snippets/health.conf').matchAll(/allow 127\.0\.0\.0\/8; allow ::1; deny all;/g)].length, 3);
});

test('render says what it cannot do', () => {
  const out = mkdtempSync(join(tmpdir(), 'acho-render-'));
  const refused = (...settings) => {
    try {
      render(out, ...settings);
      return '';
    } catch (error) {
      return error.stderr;
    }
  };
  assert.match(refused(), /RUN: /);
  assert.match(refused('RUN=relative'), /RUN: /);
  assert.match(refused('RUN=/run', 'NOPE=1'), /unknown setting: NOPE=1/);
  assert.match(refused('RUN=/run', 'LIMITS=maybe'), /LIMITS: on or off/);
  assert.match(refused('RUN=/run', 'SERVER_NAME=a; return 200'), /SERVER_NAME: /);
  assert.match(refused('RUN=/run', 'SITE=/a"b'), /SITE: /);
  assert.match(refused('RUN=/run', 'LOG=/a\nb'), /LOG: /);
  assert.match(refused('RUN=/run', 'TLS_CERT=/x.pem'), /TLS_CERT and TLS_KEY/);
  assert.match(refused('RUN=/run', 'CONNECTIONS=many'), /CONNECTIONS: /);
  for (const all of ['0.0.0.0/0', '10.0.0.1 ::/0', 'lb.example']) assert.match(refused('RUN=/run', `TRUSTED=${all}`), /TRUSTED: /);
  assert.equal(refused('RUN=/run & co', 'SITE=/srv/a b', 'LISTEN=127.0.0.1:1 [::1]:1', 'TLS_CERT=/c.pem', 'TLS_KEY=/k.pem', 'LISTEN_REDIRECT=127.0.0.1:2'), '');
  const conf = readFileSync(join(out, 'acho.conf'), 'utf8');
  assert.doesNotMatch(conf, /@[A-Z?]/);
  assert.match(readFileSync(join(out, 'snippets/upstreams.conf'), 'utf8'), /unix:\/run & co\/login\.sock/);
  assert.equal([...conf.matchAll(/listen .* ssl http2 default_server backlog=4096;/g)].length, 2);
  assert.match(conf, /listen 127\.0\.0\.1:2;/);
  assert.match(conf, /308 https:\/\/\$host:1\$request_uri;/);
  assert.equal(refused('RUN=/run', 'LISTEN=0.0.0.0:443 [::]:443', 'TLS_CERT=/c.pem', 'TLS_KEY=/k.pem', 'LISTEN_REDIRECT=0.0.0.0:80'), '');
  assert.match(readFileSync(join(out, 'acho.conf'), 'utf8'), /308 https:\/\/\$host\$request_uri;/, 'a port that browsers know is not said');
  rmSync(out, { recursive: true });
});
