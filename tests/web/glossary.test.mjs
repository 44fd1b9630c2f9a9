// Words that are explained: each that the page marks has its explanation, in one place, and the glossary is in order.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { LAYER_TYPES } from '../../web/sections/build/layer-types.js';
import { WORDS } from '../../web/sections/learn/words.js';
import { EXPLAINED, networkInWords } from '../../web/sections/theory/network.js';

const SECTIONS = new URL('../../web/sections/', import.meta.url);
const pages = readdirSync(SECTIONS, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.html'))
  .map((path) => readFileSync(new URL(path, SECTIONS), 'utf8'));
const theory = readFileSync(new URL('theory/theory.html', SECTIONS), 'utf8');
/** What a card can show: an element with a title. */
const explained = [...theory.matchAll(/<div id="theory-([\w-]+)">\s*<(?:h4|dt)>([^<]+)</g)];
const names = new Set(explained.map(([, name]) => name));

test('each word that is marked as explained has an explanation', () => {
  const marked = [
    ...pages.flatMap((html) => [...html.matchAll(/data-theory="([^"]+)"/g)].map(([, name]) => name)),
    ...Object.values(LAYER_TYPES).flatMap(({ theory: [name], terms = [] }) => [name, ...terms]),
    ...Object.values(WORDS).flatMap(({ terms }) => terms),
    ...Object.values(EXPLAINED),
  ];
  assert.ok(marked.length > 60);
  assert.deepEqual(
    marked.filter((name) => !names.has(name)),
    [],
  );
});

test('each layer that can be built has its explanation', () => {
  assert.deepEqual(Object.keys(EXPLAINED).toSorted(), Object.keys(LAYER_TYPES).toSorted());
});

test('the glossary is in alphabetical order and leads to every word that it does not explain itself', () => {
  const [chapters, glossary] = theory.split('<dl');
  const titles = [...glossary.matchAll(/<dt>([^<]+)</g)].map(([, title]) => title);
  assert.ok(titles.length > 20);
  assert.deepEqual(
    titles,
    titles.toSorted((a, b) => a.localeCompare(b)),
  );
  const [, behind] = glossary.split('</dl>');
  const elsewhere = [...chapters.matchAll(/<div id="theory-([\w-]+)">/g)].map(([, name]) => name);
  const linked = [...behind.matchAll(/href="#theory-([\w-]+)"/g)].map(([, name]) => name);
  assert.deepEqual(linked, elsewhere);
});

test('links within the page lead somewhere', () => {
  const every = (/** @type {RegExp} */ pattern) =>
    pages.flatMap((html) => [...html.matchAll(pattern)].map(([, name]) => name));
  const ids = new Set(every(/\bid="([^"]+)"/g));
  const links = every(/href="#([^"]+)"/g);
  assert.ok(links.length > 20);
  assert.deepEqual(
    links.filter((id) => !ids.has(id)),
    [],
  );
});

test('the network in a sentence: which layer has most of the parameters, where one has more than half', () => {
  const layer = (/** @type {string} */ name, /** @type {number} */ parameters) => ({
    name,
    parameters,
    type: 'Dense',
    detail: '',
    outputShape: [10],
  });
  const told = (/** @type {number[]} */ ...counts) =>
    networkInWords({
      name: 'Mine',
      parameters: counts.reduce((a, b) => a + b),
      layers: counts.map((count, i) => layer(`dense_${i}`, count)),
    });
  assert.match(
    told(400, 2401, 2000),
    /^The network in use, “Mine”: 3 layers, 4,801 parameters\. .* 2,401, are those of dense_1\.$/,
  );
  assert.doesNotMatch(told(400, 2400, 2000), /Most parameters/);
  assert.match(told(0), /1 layer, 0 parameters/);
});
