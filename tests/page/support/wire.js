// The line between the browser and a host: counts every byte on it, can be cut, and can change what is answered.

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
  // A file is meant by its name, or by the end of its path.
  /** A file, and after how many bytes of it the line breaks. @type {Map<string, number>} */
  const cuts = new Map();
  /** Files that are never answered. @type {Set<string>} */
  const held = new Set();
  /**
   * What is answered in place of the host's own; `prelude`: put before the first line of a script; `after`: so many
   * answers of the host's own; `times`: so often, then they come again.
   * @type {Map<string, Change & { body?: string | Buffer, after?: number, times?: number }>}
   */
  const answers = new Map();
  /** @type {string[]} */
  const asked = [];
  let closedBytes = 0;

  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '/';
    /** As what it is meant, if it is. @param {Iterable<string>} files */
    const among = (files) => [...files].find((file) => path.endsWith(`/${file}`)) ?? path;
    const name = among(answers.keys());
    asked.push(path);
    if (held.has(among(held))) return;
    const { body: replaced, prelude: begun } = answers.get(name) ?? {};
    // What is put before a script must be neither compressed nor answered “as before”.
    const headers = begun ? {} : replaced ? whole(incoming.headers) : incoming.headers;
    // Without an agent: a connection that it keeps may just be closing.
    const options = { method: incoming.method, headers, agent: false };
    const forward = request(new URL(path, address), options, (answer) => {
      const set = answers.get(name);
      const other = set && (set.after ?? 0) > 0 ? (set.after--, undefined) : set;
      if (other?.times !== undefined && --other.times <= 0) answers.delete(name);
      const { body, prelude, status = answer.statusCode ?? 502, headers = {} } = other ?? {};
      if (prelude) delete answer.headers['content-length'];
      outgoing.writeHead(status, { ...answer.headers, ...headers, ...(body && asItIs(body)) });
      if (body) {
        answer.resume();
        return outgoing.end(body);
      }
      if (prelude) outgoing.write(prelude);
      let left = cuts.get(among(cuts.keys())) ?? Infinity;
      answer.on('data', (chunk) => {
        outgoing.write(chunk.subarray(0, left));
        left -= chunk.length;
        if (left <= 0) outgoing.destroy();
      });
      answer.on('end', () => outgoing.end());
    });
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
