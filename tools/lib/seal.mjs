// seal.mjs FOLDER: marks the files of a site that has been put together as those of one build, so that a browser that
// gets some of them from here and some from another build notices. See web/engine/build.js.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const [site] = process.argv.slice(2);
const UNBUILT = 'build_unbuilt';
/** What a pthread's copy of Emscripten's glue is asked for as: web/engine/core.js adds the build to its address. */
const AS_THREAD = (name) =>
  `if (globalThis.name?.startsWith('em-pthread') && !import.meta.url.endsWith('#${name}')) throw new Error('This is of ${name}.');`;

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const read = (file) => readFileSync(join(site, file));
const write = (file, text) => writeFileSync(join(site, file), text);

// The images are a thing of their own: their manifest has their hashes.
const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(join(site, '/').length))
  .filter((file) => !file.startsWith('data/'))
  .toSorted();
const isModule = (file) => file.endsWith('.js') && /^(import|export)\b/m.test(read(file));

// From the contents alone: the same files are the same build, whenever and wherever they are put together.
const contents = files.map((file) => `${sha256(read(file))} ${file}\n`).join('');
const name = `build_${sha256(contents).slice(0, 12)}`;

const seals = files.filter((file) => /\.(wasm|safetensors|pgm)$|^model\/.*\.json$/.test(file));
const table = Object.fromEntries(seals.map((file) => [file, sha256(read(file))]));
write('engine/build.js', String(read('engine/build.js')).replace('SHA256 = {}', `SHA256 = ${JSON.stringify(table)}`));

for (const file of files.filter((each) => /\.(html|css|js)$/.test(each))) {
  const text = String(read(file)).replaceAll(UNBUILT, name);
  write(file, isModule(file) ? text + marks(file, text) : text);
}

/** What a module tells of its build, and demands of the modules that it imports. @param {string} file @param {string} text */
function marks(file, text) {
  const imported = [...text.matchAll(/^(?:import |(?:import|export|\}).* from )['"](\.[^'"]+)['"]/gm)]
    .map(([, from]) => from)
    .filter((from) => isModule(normalize(join(dirname(file), from))));
  const demands = [...new Set(imported)].map((from, i) => `import { ${name} as of${i} } from '${from}';`);
  const thread = /\bem-pthread\b/.test(text) ? [AS_THREAD(name)] : [];
  return ['', `export const ${name} = true;`, ...demands, ...thread, ''].join('\n');
}
