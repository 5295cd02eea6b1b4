// A FastCGI responder small enough to see through: what nginx hands over, and an answer of the test's.

import net from 'node:net';

const BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6;
const KEEP_CONN = 1;

function record(type, id, content) {
  const head = Buffer.alloc(8);
  head.writeUInt8(1, 0);
  head.writeUInt8(type, 1);
  head.writeUInt16BE(id, 2);
  head.writeUInt16BE(content.length, 4);
  return Buffer.concat([head, content]);
}

function readParams(bytes) {
  const params = {};
  let at = 0;
  const length = () => {
    if (bytes[at] < 128) return bytes[at++];
    at += 4;
    return bytes.readUInt32BE(at - 4) & 0x7fffffff;
  };
  while (at < bytes.length) {
    const name = length();
    const value = length();
    params[bytes.toString('utf8', at, at + name)] = bytes.toString('utf8', at + name, at + name + value);
    at += name + value;
  }
  return params;
}

// Serve `handler({ params, body }) -> { status, headers, body }` on a unix socket; null closes the connection
// without an answer. Resolves to the server.
export function serve(path, handler) {
  const server = net.createServer((socket) => {
    let unread = Buffer.alloc(0);
    let request = null;
    socket.on('error', () => {});
    socket.on('data', async (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 8) {
        const [type, id, size, padding] = [unread[1], unread.readUInt16BE(2), unread.readUInt16BE(4), unread[6]];
        if (unread.length < 8 + size + padding) return;
        const content = unread.subarray(8, 8 + size);
        unread = unread.subarray(8 + size + padding);
        if (type === BEGIN) request = { id, keep: (content[2] & KEEP_CONN) !== 0, params: [], stdin: [] };
        if (type === PARAMS) request.params.push(content);
        if (type === STDIN && size > 0) request.stdin.push(content);
        if (type === STDIN && size === 0) {
          const { keep, params, stdin } = request;
          const given = await handler({ params: readParams(Buffer.concat(params)), body: Buffer.concat(stdin) });
          if (given === null) {
            socket.destroy();
            return;
          }
          const { status = 200, headers = {}, body = '' } = given;
          const lines = [`Status: ${status}`, ...Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`))];
          const out = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
          for (let at = 0; at < out.length; at += 65_000) socket.write(record(STDOUT, id, out.subarray(at, at + 65_000)));
          socket.write(record(STDOUT, id, Buffer.alloc(0)));
          socket.write(record(END, id, Buffer.alloc(8)));
          if (!keep) socket.end();
        }
      }
    });
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(path, () => resolve(server));
  });
}
