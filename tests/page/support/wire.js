// The line between the browser and a host: counts every byte on it, and can be cut.

import { createServer, request } from 'node:http';

/** The headers of a body that replaces a compressed one. @param {string | Buffer} body */
const asItIs = (body) => ({
  'content-encoding': 'identity',
  'content-length': Buffer.byteLength(body),
  etag: '"other"',
});

/** The headers of a request, without what lets the host answer “as before”. @param {import('node:http').IncomingHttpHeaders} headers */
const whole = ({ 'if-none-match': _, 'if-modified-since': __, ...headers }) => headers;

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
  /**
   * What is answered in place of the host's own; `after`: so many answers of the host's own; `times`: so often, then they
   * come again.
   * @type {Map<string, { status?: number, headers?: Record<string, string>, body?: string | Buffer, after?: number, times?: number }>}
   */
  const answers = new Map();
  /** @type {string[]} */
  const asked = [];
  let closedBytes = 0;

  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    asked.push(path);
    const name = path.split('/').at(-1) ?? '';
    if (held.has(name)) return;
    const forward = request(
      new URL(path, address),
      { method: incoming.method, headers: answers.get(name)?.body ? whole(incoming.headers) : incoming.headers },
      (answer) => {
        const set = answers.get(name);
        const other = set && (set.after ?? 0) > 0 ? (set.after--, undefined) : set;
        if (other?.times !== undefined && --other.times <= 0) answers.delete(name);
        const { body, status = answer.statusCode ?? 502, headers = {} } = other ?? {};
        outgoing.writeHead(status, { ...answer.headers, ...headers, ...(body && asItIs(body)) });
        if (body) {
          answer.resume();
          return outgoing.end(body);
        }
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
