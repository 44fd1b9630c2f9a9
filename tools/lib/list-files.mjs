// list-files.mjs FOLDER: tells a site's service worker which files the page is made of, and their SHA-256. The last thing that
// happens to a site: what is changed after it is in no visitor's copy.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [site] = process.argv.slice(2);
/** Images are kept by the engine, which fetches them when they are wanted; the others are for people who look into the folder. */
const LEFT_OUT = /^data\/|^sw\.js$|\.(d\.ts|gz|map|md)$/;

const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(join(site, '/').length))
  .filter((file) => !LEFT_OUT.test(file))
  .toSorted();
const hashes = files.map((file) => [
  file,
  createHash('sha256')
    .update(readFileSync(join(site, file)))
    .digest('hex'),
]);

const worker = join(site, 'sw.js');
const list = `const FILES = ${JSON.stringify(Object.fromEntries(hashes))};`;
writeFileSync(worker, readFileSync(worker, 'utf8').replace(/^const FILES = .*;$/m, list));
