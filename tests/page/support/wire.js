// The line between the browser and a host: counts every byte on it, can be cut, and can change what is answered.

import { createServer, request } from 'node:http';

/**
 * @typedef {object} Change
 * @property {number} [status] in place of the host's own
 * @property {Record<string, string>} [headers] likewise, and beside the others
 * @property {string} [prelude] put before the first line of a script
 */

/**
 * @param {string} address of the host
 */
export async function startWire(address) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  /** Path of a file, and after how many bytes of it the line breaks. @type {Map<string, number>} */
  const cuts = new Map();
  /** Names of files that are never answered. @type {Set<string>} */
  const held = new Set();
  /** Names of files, and what of the host's answer is changed. @type {Map<string, Change>} */
  const answers = new Map();
  /** @type {string[]} */
  const asked = [];
  let closedBytes = 0;

  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    const name = path.split('/').at(-1) ?? '';
    const { status, headers, prelude = '' } = answers.get(name) ?? {};
    asked.push(path);
    if (held.has(name)) return;
    const forward = request(
      new URL(path, address),
      { method: incoming.method, headers: prelude ? {} : incoming.headers }, // neither compressed nor from a cache
      (answer) => {
        if (prelude) delete answer.headers['content-length'];
        outgoing.writeHead(status ?? answer.statusCode ?? 502, { ...answer.headers, ...headers });
        outgoing.write(prelude);
        let left = cuts.get(name) ?? Infinity;
        answer.on('data', (chunk) => {
          outgoing.write(chunk.subarray(0, left));
          left -= chunk.length;
          if (left <= 0) outgoing.destroy();
        });
        answer.on('end', () => outgoing.end());
      },
    );
    forward.on('error', () => outgoing.destroy());
    forward.end();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      closedBytes += socket.bytesWritten;
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  return {
    address: `http://127.0.0.1:${port}${new URL(address).pathname}`,
    cuts,
    held,
    answers,
    asked,
    /** All bytes that went to the browser so far, headers too. */
    bytes: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, closedBytes),
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
