// The command line of tools/serve, once everything is built.
import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';

const REASONS = {
  EADDRINUSE: 'it is in use. Choose another with --port N.',
  EACCES: 'it needs more rights. Choose one from 1024 on with --port N.',
  EADDRNOTAVAIL: 'this machine has no such address. Choose another with --host ADDRESS.',
  ENOTFOUND: 'this machine has no such address. Choose another with --host ADDRESS.',
};

const { values } = parseArgs({
  options: {
    root: { type: 'string' },
    port: { type: 'string', default: '8080' },
    host: { type: 'string', default: '127.0.0.1' },
    base: { type: 'string', default: '/' },
    'no-isolation': { type: 'boolean', default: false },
  },
});
const { root, port, host, base } = values;

try {
  const { address } = await startServer({ root, port: Number(port), host, base, isolation: !values['no-isolation'] });
  console.log(`\nFitting Room is at ${address}  (Ctrl+C ends it)`);
} catch (error) {
  console.error(`tools/serve: cannot listen on ${host}, port ${port}: ${REASONS[error.code] ?? error.message}`);
  process.exit(1);
}
