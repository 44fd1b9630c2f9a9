// seal.mjs FOLDER FILE...: names the build of a site that has been put together, in all its files, and prints the name.
// FILEs are what else decides on what the site becomes. See web/engine/build.js; bundle.mjs lets no modules of two builds
// link.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [site, ...besides] = process.argv.slice(2);
const UNBUILT = 'build_unbuilt';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const read = (file) => readFileSync(join(site, file));
const write = (file, text) => writeFileSync(join(site, file), text);

// The images are a thing of their own: their manifest has their hashes.
const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(join(site, '/').length))
  .filter((file) => !file.startsWith('data/'))
  .toSorted();

// From the contents alone: the same files are the same build, whenever and wherever they are put together.
const contents = [
  ...files.map((file) => `${sha256(read(file))} ${file}`),
  ...besides.map((path) => sha256(readFileSync(path))),
];
const name = `build_${sha256(contents.join('\n')).slice(0, 12)}`;

const seals = files.filter((file) => /\.(wasm|safetensors|pgm)$|^model\/.*\.json$/.test(file));
const table = Object.fromEntries(seals.map((file) => [file, sha256(read(file))]));
write('engine/build.js', String(read('engine/build.js')).replace('SHA256 = {}', `SHA256 = ${JSON.stringify(table)}`));

for (const file of files.filter((each) => /\.(html|css|js)$/.test(each)))
  write(file, String(read(file)).replaceAll(UNBUILT, name));
console.log(name);
