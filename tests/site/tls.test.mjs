// nginx as it stands on the internet: TLS, certbot's folder, limits for each kind of call, headers on all of it.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { freePort, startNginx } from './support/nginx.mjs';
import { openApiPaths } from './support/routes.mjs';
import { read, siteFiles } from './support/tree.mjs';

const SLUG = '0123456789abc';
let folder;
let nginx;
let plainPort;
let ca;

function openssl(...args) {
  execFileSync('openssl', args, { stdio: 'ignore', cwd: folder });
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acho-tls-'));
  mkdirSync(join(folder, 'acme/.well-known/acme-challenge'), { recursive: true });
  writeFileSync(join(folder, 'acme/.well-known/acme-challenge/a-token'), 'a-token.its-thumb');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n');
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=A test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'request.pem');
  openssl('x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', 'names', '-out', 'cert.pem');
  ca = readFileSync(join(folder, 'ca.pem'));
  plainPort = await freePort();
  nginx = await startNginx({
    workers: ['signup', 'login', 'link'],
    handler: () => ({ headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }, body: '{}' }),
    settings: [`TLS_CERT=${join(folder, 'cert.pem')}`, `TLS_KEY=${join(folder, 'key.pem')}`, `LISTEN_REDIRECT=127.0.0.1:${plainPort}`, `ACME=${join(folder, 'acme')}`],
  });
});
after(async () => {
  await nginx?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

// One request: { status, headers, rawHeaders, text }.
function ask(module, port, method, path, { headers = {}, body, ...more } = {}) {
  return new Promise((resolve, reject) => {
    const call = module.request({ port, host: 'localhost', family: 4, method, path, agent: false, ca, servername: 'localhost', headers: { Connection: 'close', ...headers }, ...more }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, rawHeaders: answer.rawHeaders, text: Buffer.concat(chunks).toString() }));
    });
    call.on('error', reject);
    call.end(body);
  });
}
const over = (method, path, options) => ask(https, nginx.port, method, path, options);
const plainly = (method, path, options) => ask(http, plainPort, method, path, { headers: { Host: `localhost:${plainPort}` }, ...options });

// What a scanner of headers asks for, once each.
const WANTED = {
  'strict-transport-security': /^max-age=31536000; includeSubDomains$/,
  'content-security-policy': /^default-src 'none';.*base-uri 'none'; frame-ancestors 'none'/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/,
  'permissions-policy': /camera=\(\)/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'cache-control': /^no-(?:cache|store)$/,
};

// A file that a page loads is no document: it is bound by the least, and what binds documents is not sent forty times.
const OF_A_FILE = { ...WANTED, 'content-security-policy': /^default-src 'none'; frame-ancestors 'none'$/ };
for (const name of ['permissions-policy', 'cross-origin-opener-policy']) delete OF_A_FILE[name];

function scan({ headers, rawHeaders }, what, wanted = WANTED) {
  for (const [name, value] of Object.entries(wanted)) {
    assert.match(headers[name] ?? '', value, `${name} of ${what}`);
    assert.equal(rawHeaders.filter((each) => each.toLowerCase() === name).length, 1, `${name} of ${what}, once`);
  }
  assert.doesNotMatch(headers['content-security-policy'], /unsafe|\*|http:/, what);
  assert.equal(headers.server, 'nginx', what);
  for (const name of ['x-powered-by', 'access-control-allow-origin', 'etag-weak', 'via']) assert.equal(headers[name], undefined, `${name} of ${what}`);
}

test('every route, page, file and error has the headers a scanner looks for', async () => {
  const calls = Object.keys(openApiPaths(read('fcgi/openapi.yaml'))).map((path) => path.replace('{slug}', SLUG));
  const pages = ['/', '/guide', '/signup', '/find', `/a/${SLUG}`, ...['', 'audit', 'join', 'release', 'reset', 'settings', 'undo', 'verify'].map((page) => `/a/${SLUG}/${page}`)];
  const files = ['.js', '.css', '.svg', '.txt'].flatMap((end) => Object.keys(siteFiles(end))).map((path) => `/${path}`);
  for (const path of [...calls, ...pages, ...files]) {
    const got = await over('GET', path);
    assert.equal(got.status, 200, path);
    scan(got, path, /^\/(?:css|i18n|img|js|vendor)\//.test(path) ? OF_A_FILE : WANTED);
  }
  for (const [method, path, status, options] of [
    ['GET', '/nope', 404], ['GET', '/api/nope', 404], ['GET', '/.git/config', 404], ['POST', '/signup', 405], ['TRACE', '/api/signup', 405],
    ['POST', '/api/signup', 413, { body: 'x'.repeat(65_537) }], ['GET', '/guide/', 308], ['GET', '/', 421, { headers: { Host: 'evil.example' } }],
    ['GET', '/', 400, { headers: { 'X-Long': 'x'.repeat(9000) } }], ['GET', `/${'x'.repeat(9000)}`, 414],
  ]) {
    const got = await over(method, path, options);
    assert.equal(got.status, status, `${method} ${path.slice(0, 40)}`);
    scan(got, `${method} ${path.slice(0, 40)}: ${status}`);
  }
});

test('plain http: pages move to https, calls are refused, certbot is answered', async () => {
  const page = await plainly('GET', '/signup?x=1');
  assert.equal(page.status, 308);
  assert.equal(page.headers.location, `https://localhost:${nginx.port}/signup?x=1`, 'to the port that listens');
  const call = await plainly('POST', '/api/signup', { body: '{}' });
  assert.equal(call.status, 404);
  assert.equal(JSON.parse(call.text).code, 'not_found');
  assert.equal(call.headers['strict-transport-security'], undefined, 'it counts over https alone');
  const token = await plainly('GET', '/.well-known/acme-challenge/a-token');
  assert.deepEqual([token.status, token.text, token.headers['content-type']], [200, 'a-token.its-thumb', 'text/plain; charset=utf-8']);
  for (const path of ['/.well-known/acme-challenge/', '/.well-known/acme-challenge/other', '/.well-known/acme-challenge/..%2f..%2f..%2fkey.pem']) {
    const got = await plainly('GET', path);
    assert.ok([400, 403, 404].includes(got.status), `${path}: ${got.status}`);
    assert.doesNotMatch(got.text, /PRIVATE/);
  }
  assert.equal((await plainly('GET', '/', { headers: { Host: 'evil.example' } })).status, 421);
});

test('plain http where TLS is spoken is refused in our words', async () => {
  const got = await ask(http, nginx.port, 'POST', '/api/signup', { body: '{}' });
  assert.equal(got.status, 400);
  assert.equal(got.headers['content-type'], 'application/problem+json');
  assert.equal(JSON.parse(got.text).code, 'request.malformed');
  assert.doesNotMatch((await ask(http, nginx.port, 'GET', '/signup')).text, /<center>/);
});

test('who asks for another name gets no certificate', async () => {
  for (const servername of ['evil.example', undefined]) {
    const error = await new Promise((resolve) => {
      const socket = tls.connect({ port: nginx.port, host: '127.0.0.1', servername, rejectUnauthorized: false }, () => { socket.destroy(); resolve(null); });
      socket.on('error', resolve);
    });
    assert.match(String(error?.code), /SSL|TLS/, String(servername));
  }
});

test('what the workers answer is never compressed', async () => {
  for (const path of [`/a/${SLUG}/api/session`, '/api/nope']) assert.equal((await over('GET', path, { headers: { 'Accept-Encoding': 'gzip, br' } })).headers['content-encoding'], undefined, path);
});

test('HTTP/2 is spoken, with the same headers', async () => {
  const session = http2.connect(`https://localhost:${nginx.port}`, { ca, family: 4 });
  const headers = await new Promise((resolve, reject) => {
    session.on('error', reject);
    const stream = session.request({ ':path': '/signup', ':authority': 'localhost' });
    stream.on('response', resolve);
    stream.on('error', reject);
    stream.resume();
    stream.end();
  }).finally(() => session.close());
  assert.equal(headers[':status'], 200);
  assert.match(headers['strict-transport-security'], WANTED['strict-transport-security']);
});

const hasTestssl = spawnSync('testssl', ['--version']).status === 0;
test('testssl.sh finds nothing worse than fine', { skip: !hasTestssl && 'needs testssl.sh' }, () => {
  const report = join(folder, 'testssl.json');
  const { stdout } = spawnSync('testssl', ['--quiet', '--color', '0', '--ip', '127.0.0.1', '--add-ca', join(folder, 'ca.pem'), '--jsonfile', report,
    '-p', '-s', '-P', '-S', '-h', `localhost:${nginx.port}`], { encoding: 'utf8', timeout: 300_000 });
  const found = JSON.parse(readFileSync(report, 'utf8'));
  const severity = (id) => found.find((one) => one.id === id)?.severity;
  for (const id of ['SSLv2', 'SSLv3', 'TLS1', 'TLS1_1', 'cipherlist_NULL', 'cipherlist_aNULL', 'cipherlist_EXPORT', 'cipherlist_LOW', 'cipher_order', 'HSTS_time'])
    assert.match(severity(id) ?? 'missing', /^(OK|INFO)$/, `${id}\n${stdout}`);
  for (const id of ['TLS1_2', 'TLS1_3']) assert.equal(severity(id), 'OK', id);
  // A test authority has neither a list of revoked certificates nor an entry in CAA.
  const bad = found.filter((one) => /^(LOW|MEDIUM|HIGH|CRITICAL|FATAL)$/.test(one.severity) && !/^(cert_|OCSP|DNS_CAA)/.test(one.id));
  assert.deepEqual(bad.map(({ id, severity: how, finding }) => `${how} ${id}: ${finding}`), []);
});
