// Limits per client and kind of call. This machine's own addresses are exempt, so clients have others, in a
// network namespace that holds nothing but them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { join } from 'node:path';
import { startNginx } from './support/nginx.mjs';
import { root } from './support/tree.mjs';

const NAMESPACE = 'ip link set lo up && for n in 1 2 3 4 5 6; do ip address add 192.0.2.$n/32 dev lo; done';
const possible = process.getuid() === 0 && spawnSync('unshare', ['--net', 'bash', '-c', NAMESPACE]).status === 0;

test('each kind of call has a limit of its own, wide enough for an office', { skip: !possible && 'needs root, iproute2 and network namespaces' }, () => {
  const { stdout, stderr } = spawnSync('unshare', ['--net', 'bash', '-c', `${NAMESPACE} && exec node "$1"`, '-', join(root, 'tests/site/support/stranger.mjs')], { encoding: 'utf8', timeout: 120_000 });
  const found = JSON.parse(stdout || 'null');
  assert.ok(found, stderr);
  for (const [kind, { said }] of Object.entries(found)) assert.ok(said, `${kind}: 503 server.busy, with when to come back`);
  for (const kind of ['pages', 'reads', 'fromHere']) assert.equal(found[kind].refused, 0, kind);
  // 50 at once and five more a second.
  assert.ok(found.changes.good >= 50 && found.changes.refused > 0, JSON.stringify(found.changes));
  // 20 that wait for LINE.
  assert.ok(found.proofs.good >= 20 && found.proofs.refused > 0, JSON.stringify(found.proofs));
  assert.ok(found.tooMany.good >= 100 && found.tooMany.refused > 0, JSON.stringify(found.tooMany));
});

test('behind a load balancer the client is whom it names: for limits, for workers, for health', async (t) => {
  let asked = [];
  const nginx = await startNginx({ workers: ['signup', 'login', 'link'], handler: ({ params }) => { asked.push(params.REMOTE_ADDR); return {}; }, settings: ['TRUSTED=127.0.0.0/8 192.0.2.7'] });
  t.after(() => nginx.stop());
  const from = (client) => (client ? { headers: { 'X-Forwarded-For': client } } : {});
  // How many of these are refused, each in the name of the next client.
  const refused = async (...clients) => {
    const answers = await Promise.all(clients.map((client) => nginx.request('POST', '/api/signup', { ...from(client), body: '{}' })));
    return answers.filter(({ status }) => status === 503).length;
  };
  // Of ninety at once some are; on a machine so slow that five a second are, of the next ninety.
  const limited = async (...clients) => {
    for (let round = 0; round < 10; round++) if (await refused(...clients) > 0) return true;
    return false;
  };
  const times = (n, client) => Array.from({ length: n }, () => client);

  assert.ok(await limited(...times(90, '203.0.113.1')), 'one client is limited');
  assert.equal(await refused(...times(45, '203.0.113.2'), ...times(45, '203.0.113.3')), 0, 'another is not, for it');
  assert.equal(await refused(...times(90, undefined)), 0, 'nor is the balancer, which asks for itself');
  assert.ok(await limited(...Array.from({ length: 90 }, (_, n) => `198.51.100.${n}, 203.0.113.4, 192.0.2.7`)), 'what a client says of itself counts for nothing');

  // Of an IPv6 address the /64 counts, however its zeros are written; 2001:db8:0:b is another than 2001:db8:0:a.
  const some = (n, network, ...hosts) => Array.from({ length: n }, (_, i) => network + hosts[i % hosts.length].replace('N', i.toString(16)));
  assert.ok(await limited(...some(90, '2001:db8:a0a:2:', '3:4:5:N', ':N', 'a00:0:0:N', 'N::')), 'a /64');
  assert.ok(await limited(...some(90, '2001:db8::', 'N', '1:2:3:N', 'N:0:0:0')), 'a /64 with zeros in it');
  assert.equal(await refused(...some(45, '2001:db8:0:a:', ':N', '1:2:3:N'), ...some(45, '2001:db8:0:b:', ':N', '1:2:3:N')), 0, 'two of them');
  let dressed = 0;
  for (let host = 10; host < 20 && dressed === 0; host++) dressed = await refused(...times(45, `::ffff:203.0.113.${host}`), ...times(45, `203.0.113.${host}`));
  assert.ok(dressed > 0, 'IPv4 in whatever dress');
  assert.equal(await refused(...times(45, '::ffff:203.0.113.6'), ...times(45, '::ffff:203.0.113.8')), 0);

  asked = [];
  await nginx.request('GET', '/api/terms', from('127.0.0.1, 203.0.113.9'));
  assert.deepEqual(asked, ['203.0.113.9']);
  for (const probe of ['livez', 'readyz', 'metrics']) {
    assert.equal((await nginx.request('GET', `/${probe}/login`, from('127.0.0.1, 203.0.113.9'))).status, 404, probe);
    assert.equal((await nginx.request('GET', `/${probe}/login`)).status, 200, probe);
  }
});
