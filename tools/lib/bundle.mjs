// bundle.mjs FOLDER BUILD: joins the modules of a site that has been put together into a few files, so that a visitor does
// not fetch two hundred one by one; marks each as one of BUILD (see web/engine/build.js), and asks for those that the page
// begins with as soon as its HTML is there.
//
// The page has a file for what it opens with (main.js), for what comes after the first prediction (later.js), and for each
// part that is imported when it is asked for; what two of them need is in shared.js, so that nothing is there twice. The
// engine's two doors have engine/common.js likewise. A worker is one file. Each keeps the name of the module that it begins
// with, and has a source map beside it, for developer tools.

import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageFiles } from './page-files.mjs';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
const { build: esbuild } = createRequire(join(WEB, 'package.json'))('esbuild');

const [site, build] = process.argv.slice(2);
const ENGINE = 'engine/engine.js';
const SHARED = 'shared.js';
/** What the page runs as it is: it must speak where modules cannot be had, or rules over the folder that it lies in. */
const CLASSIC = ['boot.js', 'engine/faults.js', 'sw.js'];
const GLUE = /^engine\/fitting-room-/;
/** What a pthread's copy of Emscripten's glue is asked for as: web/engine/core.js adds the build to its address. */
const AS_THREAD = `if (globalThis.name?.startsWith('em-pthread') && !import.meta.url.endsWith('#${build}')) throw new Error('This is of ${build}.');`;
const PRELOADED = '<link rel="modulepreload" href="./main.js">';

const read = (/** @type {string} */ file) => readFileSync(join(site, file), 'utf8');
const write = (/** @type {string} */ file, /** @type {string} */ text) => writeFileSync(join(site, file), text);
/** How one file of the site names another. @param {string} from @param {string} to */
const addressOf = (from, to) => relative(dirname(from), to).replace(/^(?!\.)/, './');

/**
 * Joins modules; writes nothing.
 * @param {string[]} entryPoints
 * @param {import('esbuild').BuildOptions} [options]
 */
const bundle = (entryPoints, options) =>
  esbuild({
    absWorkingDir: site,
    entryPoints,
    outdir: site,
    outbase: site,
    nodePaths: [join(WEB, 'node_modules')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    minifySyntax: true,
    sourcemap: 'external',
    metafile: true,
    write: false,
    ...options,
  });

/**
 * Leaves imports as they are that lead out of a file.
 * @param {string} file
 * @param {(imported: string) => string | null} homeOf the file that has a module; null for this one
 */
const leavingOut = (file, homeOf) => ({
  name: 'leaving out',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      const home = kind === 'entry-point' ? null : homeOf(relative(site, join(resolveDir, path)));
      return home === null ? null : { path: addressOf(file, home), external: true };
    }),
});

const scripts = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
  .map(({ parentPath, name }) => relative(site, join(parentPath, name)))
  .toSorted();
const modules = scripts.filter((file) => !CLASSIC.includes(file) && !GLUE.test(file));

async function bundlePage() {
  const inPage = scripts.filter((file) => /^([^/]+|(lab|parts|sections)\/.*)$/.test(file));
  const { metafile } = await bundle(inPage, {
    splitting: true, // or each would be bundled with all that it imports
    plugins: [leavingOut('', (imported) => (imported === ENGINE ? ENGINE : null))],
  });
  const importsOf = (/** @type {string} */ file, /** @type {import('esbuild').ImportKind} */ kind) =>
    metafile.inputs[file].imports.filter((each) => each.kind === kind && !each.external).map(({ path }) => path);
  const { begins, shared } = pageFiles(
    new Map(
      Object.keys(metafile.inputs)
        .filter((file) => !CLASSIC.includes(file))
        .map((file) => [file, importsOf(file, 'import-statement')]),
    ),
    importsOf('boot.js', 'dynamic-import'),
  );

  const names = Object.values(metafile.outputs).flatMap(({ entryPoint = '', exports }) =>
    shared.includes(entryPoint) ? exports : [],
  );
  const twice = names.filter((name, i) => names.indexOf(name) !== i);
  if (twice.length > 0) throw new Error(`Two modules of ${SHARED} have the same name for something: ${twice}`);
  write(SHARED, shared.map((file) => `export * from './${file}';\n`).join(''));

  const ownFiles = [ENGINE, ...begins];
  return Promise.all(
    [SHARED, ...begins].map((file) => {
      const homeOf = (/** @type {string} */ imported) =>
        ownFiles.includes(imported) ? imported : file !== SHARED && shared.includes(imported) ? SHARED : null;
      return bundle([file], { minifyWhitespace: true, plugins: [leavingOut(file, homeOf)] });
    }),
  );
}

const bundled = (
  await Promise.all([
    bundlePage(),
    // With its spaces, for it has comments that tell others' bundlers what to leave as it is.
    bundle([ENGINE, 'engine/predictor.js'], { splitting: true, chunkNames: 'engine/common' }),
    bundle(['engine/worker.js']),
    bundle(['store/worker.js'], { minifyWhitespace: true }),
  ])
).flat();

/** What each file imports, by paths in the site. @type {Map<string, string[]>} */
const imports = new Map();
for (const { metafile } of bundled)
  for (const [file, output] of Object.entries(metafile.outputs))
    imports.set(
      file,
      output.imports
        .filter(({ kind }) => kind === 'import-statement')
        .map(({ path, external }) => (external ? join(dirname(file), path) : path)),
    );

/** A file with what it tells of its build, and demands of those that it imports. @param {string} file @param {string} text */
function marked(file, text) {
  const demands = [...new Set(imports.get(file))].map(
    (other, i) => `import { ${build} as of${i} } from '${addressOf(file, other)}';`,
  );
  const thread = GLUE.test(file) && /\bem-pthread\b/.test(text) ? [AS_THREAD] : [];
  const map = imports.has(file) ? [`//# sourceMappingURL=${file.split('/').at(-1)}.map`] : [];
  return [text, `export const ${build} = true;`, ...demands, ...thread, ...map, ''].join('\n');
}

for (const file of modules) rmSync(join(site, file));
for (const { outputFiles } of bundled)
  for (const { path, text } of outputFiles) {
    const file = relative(site, path);
    write(file, file.endsWith('.js') ? marked(file, text) : text);
  }
for (const file of scripts.filter((each) => GLUE.test(each))) write(file, marked(file, read(file)));

/** @param {string} file @returns {string[]} with all that it imports */
const withImports = (file) => [file, ...imports.get(file).flatMap(withImports)];
const first = new Set(withImports('main.js'));
const links = [...first].map((file) => PRELOADED.replace('main.js', file));
write('index.html', read('index.html').replace(PRELOADED, links.join('\n  ')));
