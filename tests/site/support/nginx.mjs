// A real nginx with the rendered configuration, on a port of its own, with or without workers behind it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, listens, Part, until } from '../../support/parts.mjs';
import { serve } from './fastcgi.mjs';
import { root } from './tree.mjs';

export const render = (out, ...settings) =>
  execFileSync(join(root, 'nginx/render'), [out, ...settings], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

export { freePort };

// `workers`: names of those that answer, each through `handler({ worker, params, body })`.
// `also`: another address of this machine to listen on.
export async function startNginx({ workers = [], handler = () => ({}), settings = [], also } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'acho-nginx-'));
  const run = join(folder, 'run');
  mkdirSync(run);
  const port = await freePort();
  const connections = {};
  const servers = await Promise.all(workers.map(async (worker) => {
    const server = await serve(join(run, `${worker}.sock`), (request) => handler({ worker, ...request }));
    connections[worker] = 0;
    server.on('connection', (socket) => { connections[worker] += 1; socket.unref(); });
    return server;
  }));
  const out = join(folder, 'nginx');
  render(out, `RUN=${run}`, `LISTEN=127.0.0.1:${port}${also ? ` ${also}:${port}` : ''}`, `USER=${userInfo().username}`, 'WORKERS=1', 'CONNECTIONS=512', ...settings);
  const command = ['nginx', '-e', 'stderr', '-p', out, '-c', join(out, 'acho.conf'), '-g', 'daemon off;'];
  const nginx = new Part('nginx', { command, env: process.env, cwd: folder, log: join(folder, 'nginx.log') }).start();

  async function stop() {
    await nginx.end('SIGQUIT');
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true });
  }

  try {
    await until('nginx to listen', () => {
      if (!nginx.runs) throw new Error('nginx does not start');
      return listens(port);
    });
  } catch (problem) {
    problem.message += `\n${nginx.text()}`;
    await stop(); // what runs on would keep the story from ending
    throw problem;
  }

  // One request: { status, headers, rawHeaders, body, text }. Host is localhost unless given; null leaves it out.
  function request(method, path, { headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
      const all = { Host: 'localhost', Connection: 'close', ...headers };
      const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
      const call = http.request({ port, host: '127.0.0.1', method, path, headers: sent, setHost: false, agent: false }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve({
          status: answer.statusCode, headers: answer.headers, rawHeaders: answer.rawHeaders, body: Buffer.concat(chunks), text: Buffer.concat(chunks).toString() }));
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  // Bytes as they stand, and what comes back until nginx closes.
  function bytes(text) {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1');
      const chunks = [];
      socket.setTimeout(5000, () => socket.destroy());
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
      socket.write(text);
    });
  }

  return {
    port,
    out,
    connections,
    request,
    bytes,
    until,
    log: (name) => readFileSync(join(out, name), 'utf8'),
    stop,
  };
}
