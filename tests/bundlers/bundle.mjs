// Bundles app/ with one bundler, as it comes, or serves it by the bundler's own server.
//
// bundle.mjs PACKAGES BUNDLER FOLDER build|serve: FOLDER holds the app; what is built is in its dist/. `serve` prints the
// address and goes on until it is ended.

import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packages, bundler, folder, command] = process.argv.slice(2);

if (bundler === 'webpack') {
  const webpack = createRequire(join(packages, 'x.js'))('webpack');
  const options = { mode: 'production', context: folder, entry: './main.js' };
  await new Promise((resolve, reject) => {
    webpack({ ...options, output: { path: join(folder, 'dist') } }, (error, stats) => {
      if (error || stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
      else resolve(stats);
    });
  });
  copyFileSync(join(folder, 'index.html'), join(folder, 'dist/index.html'));
} else {
  const { build, createServer } = await import(pathToFileURL(join(packages, bundler, 'dist/node/index.js')).href);
  const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
  const options = { root: folder, configFile: false, logLevel: 'warn', server: { port: 0, headers } };
  if (command === 'build') await build(options);
  else {
    const server = await (await createServer(options)).listen();
    console.log(`http://localhost:${server.httpServer.address().port}/`);
  }
}
