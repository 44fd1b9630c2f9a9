// A static server for build/site, as a good host would serve it: cross-origin isolation, which threads in
// WebAssembly need, a strict content security policy, and precompressed files.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

// npm's files belong to web/.
const sirv = createRequire(new URL('../../web/package.json', import.meta.url))('sirv');

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
  "frame-ancestors 'none'",
].join('; ');

const SECURITY = {
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};
/** Rules for what an answer does: of no use, and half a kilobyte each, with modules that a page imports. */
const POLICIES = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
};
/** Pages and workers, whose threads start by Emscripten's glue; and whatever has no ending, such as errors. */
const ACTS = /\.html$|(^|\/)[^./]*$|\/(worker|sw|fitting-room-[a-z-]+)\.js$/;
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

// The types that sirv's table lacks, and the shards: gzip files to be handed over as they are, which sirv would
// take for compressed transfers of something else.
function setHeaders(response, path) {
  if (path.endsWith('.safetensors')) response.setHeader('Content-Type', 'application/octet-stream');
  if (path.endsWith('.gz')) {
    response.setHeader('Content-Type', 'application/gzip');
    response.setHeader('Content-Encoding', 'identity');
  }
}

/**
 * Serves the folder `root` until close() is called.
 * @param {object} options
 * @param {string} options.root
 * @param {number} [options.port] 0 takes a free one.
 * @param {string} [options.host]
 * @param {boolean} [options.isolation] false leaves out the isolation headers, as simple hosts do.
 * @param {string} [options.base] The path below which the site stands, such as '/some/sub/path/'.
 * @returns {Promise<{address: string, close: () => Promise<void>}>} address ends with the base path.
 *   Rejects with the system's error if the port cannot be had.
 */
export function startServer({ root, port = 8080, host = '127.0.0.1', isolation = true, base = '/' }) {
  const files = sirv(root, { dev: true, etag: true, gzip: true, setHeaders });
  const headers = { ...SECURITY, ...(isolation ? ISOLATION : {}) };
  const prefix = `/${base}/`.replace(/\/+/g, '/');

  const server = createServer((request, response) => {
    const acts = ACTS.test(request.url.split('?')[0]);
    for (const [name, value] of Object.entries({ ...headers, ...(acts ? POLICIES : {}) }))
      response.setHeader(name, value);
    const refuse = (status, text, extra = {}) => {
      response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...extra });
      response.end(`${text}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(405, 'This is a static site: only GET and HEAD.', { Allow: 'GET, HEAD' });
    }
    if (`${request.url}/` === prefix) return refuse(308, 'Moved', { Location: prefix });
    if (!request.url.startsWith(prefix)) return refuse(404, 'There is no such page.');
    request.url = request.url.slice(prefix.length - 1);
    return files(request, response, () => refuse(404, 'There is no such page.'));
  });

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const name = host.includes(':') ? `[${host}]` : host;
      resolve({
        address: `http://${name}:${server.address().port}${prefix}`,
        close: () =>
          new Promise((done) => {
            server.close(done);
            server.closeAllConnections();
          }),
      });
    });
  });
}
