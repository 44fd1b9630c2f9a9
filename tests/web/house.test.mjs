// The rules of the page's house: who may know whom, and that no style or id of a section reaches another one.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
const SECTIONS = readdirSync(join(WEB, 'sections'));

const read = (/** @type {string} */ path) => readFileSync(join(WEB, path), 'utf8');

/** The files below a folder of web/, relative to web/. */
const filesIn = (/** @type {string} */ folder, /** @type {string} */ suffix) =>
  readdirSync(join(WEB, folder), { recursive: true })
    .map((path) => join(folder, String(path)))
    .filter((path) => path.endsWith(suffix));

/** What a module imports, in its types, too; relative to web/. @param {string} path */
const importsOf = (path) =>
  [...read(path).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, to]) => join(dirname(path), to));

/** @param {string} path @param {(to: string) => boolean} allowed */
const strangers = (path, allowed) =>
  importsOf(path)
    .filter((to) => !allowed(to))
    .map((to) => `${path} imports ${to}`);

/** Whether a name is the section's own. @param {string} section @param {string} name */
const isOwn = (section, name) => name === section || name.startsWith(`${section}-`);

/** The selectors of a style sheet, those in media queries, too. @param {string} css */
function selectorsOf(css) {
  const plain = css.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...plain.matchAll(/([^{};]+)\{/g)]
    .map(([, text]) => text.trim())
    .filter((text) => !text.startsWith('@'))
    .flatMap((text) => text.split(/,(?![^(]*\))/).map((selector) => selector.trim()));
}

for (const section of SECTIONS) {
  const folder = `sections/${section}`;

  test(`${section}: ids, selectors and byId are its own`, () => {
    for (const path of filesIn(folder, '.html'))
      for (const [, id] of read(path).matchAll(/\bid="([^"]+)"/g)) assert.ok(isOwn(section, id), `${path}: #${id}`);
    for (const path of filesIn(folder, '.css'))
      for (const selector of selectorsOf(read(path))) {
        const [, name = ''] = /^[.#]([\w-]+)/.exec(selector) ?? [];
        assert.ok(isOwn(section, name), `${path}: ${selector}`);
      }
    for (const path of filesIn(folder, '.js'))
      for (const [, id] of read(path).matchAll(/(?:byId\(|\.id = )\s*['"`]([^'"`]+)/g))
        assert.ok(isOwn(section, id), `${path}: #${id}`);
  });

  test(`${section}: imports lab, parts, the engine's door and itself`, () => {
    const allowed = (/** @type {string} */ to) =>
      /^(lab|parts)\//.test(to) || to === 'engine/engine.js' || to.startsWith(`${folder}/`);
    assert.deepEqual(
      filesIn(folder, '.js').flatMap((path) => strangers(path, allowed)),
      [],
    );
  });
}

test('the engine and the store import themselves, parts know no section and no lab', () => {
  const engine = filesIn('engine', '.js').flatMap((path) => strangers(path, (to) => to.startsWith('engine/')));
  const store = filesIn('store', '.js').flatMap((path) => strangers(path, (to) => to.startsWith('store/')));
  const parts = filesIn('parts', '.js').flatMap((path) =>
    strangers(path, (to) => to.startsWith('parts/') || to === 'engine/engine.js'),
  );
  assert.deepEqual([...engine, ...store, ...parts], []);
});

test('the lab knows the engine, the store and no DOM, nor does what it imports', () => {
  const lab = filesIn('lab', '.js');
  const seen = new Set(lab);
  for (const path of seen)
    for (const to of importsOf(path)) if (!/^(engine|store)\//.test(to) && to.endsWith('.js')) seen.add(to);
  const wrong = [];
  for (const path of seen) {
    wrong.push(
      ...strangers(path, (to) => /^(lab|parts)\//.test(to) || ['engine/engine.js', 'store/store.js'].includes(to)),
    );
    const code = read(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    if (/\b(document|window|HTML\w*Element|getElementById|addEventListener\('DOM)\b/.test(code))
      wrong.push(`${path} knows the DOM`);
  }
  assert.deepEqual(wrong, []);
});

test('a module that the build joins with others does not count on its own address', () => {
  const joined = [...['lab', 'parts', 'sections'].flatMap((folder) => filesIn(folder, '.js')), 'store/store.js'];
  assert.deepEqual(
    joined.filter((path) => read(path).includes('import.meta')),
    [],
  );
});

test('the frame names every section that has HTML, and ids of the whole page are unique', () => {
  const frame = read('index.html');
  const named = [...frame.matchAll(/^<!-- (sections\/\S+) -->$/gm)].map(([, path]) => path);
  assert.deepEqual(named.toSorted(), SECTIONS.flatMap((section) => filesIn(`sections/${section}`, '.html')).toSorted());
  const ids = [frame, ...named.map(read)].flatMap((html) => [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id));
  assert.deepEqual(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    [],
  );
});
