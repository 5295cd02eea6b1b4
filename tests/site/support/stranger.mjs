// Inside a network namespace of its own: nginx, and clients that do not come from this machine, for whom limits
// hold; one for each kind of call, so that none uses up what another may. Prints for each kind of call how many were answered with what.

import http from 'node:http';
import { startNginx } from './nginx.mjs';

const STRANGER = '192.0.2.1';
const nginx = await startNginx({
  workers: ['signup', 'login', 'link'],
  also: STRANGER,
  // Whatever asks LINE takes its time.
  handler: ({ worker }) => new Promise((done) => {
    setTimeout(done, worker === 'link' ? 1500 : 0, { headers: { 'Content-Type': 'application/json' }, body: '{}' });
  }),
});

// Nobody is trusted here, so it does not help a client to name others.
let claims = 0;
const ask = (method, path, host, localAddress) => new Promise((resolve, reject) => {
  const call = http.request({ host, port: nginx.port, localAddress, method, path, agent: false, headers: { Host: 'localhost', Connection: 'close', 'X-Forwarded-For': `198.51.100.${++claims % 250}` } }, (answer) => {
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString(), after: answer.headers['retry-after'] }));
  });
  call.on('error', reject);
  call.end(method === 'GET' ? undefined : '{}');
});

// `n` at once, ninety at a time: fewer than one client may have open.
let clients = 1;
async function atOnce(n, method, path, host = STRANGER) {
  const from = host === STRANGER ? `192.0.2.${++clients}` : undefined;
  const answers = [];
  while (answers.length < n) answers.push(...await Promise.all(Array.from({ length: Math.min(90, n - answers.length) }, () => ask(method, path, host, from))));
  const refused = answers.filter(({ status }) => status === 503);
  return {
    good: answers.filter(({ status }) => status === 200).length,
    refused: refused.length,
    said: refused.every(({ text, after }) => after === '2' && (method === 'GET' && !path.includes('/api/') ? true : JSON.parse(text).code === 'server.busy')),
  };
}

const found = {
  pages: await atOnce(270, 'GET', '/'),
  reads: await atOnce(80, 'GET', '/a/x/api/account'),
  changes: await atOnce(85, 'POST', '/api/signup'),
  proofs: await atOnce(40, 'PUT', '/a/x/api/messaging-token'),
  tooMany: await atOnce(1000, 'GET', '/a/x/api/account'),
  fromHere: await atOnce(180, 'POST', '/api/signup', '127.0.0.1'),
};
await nginx.stop();
console.log(JSON.stringify(found));
