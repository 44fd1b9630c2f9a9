// The visitor's own examples: kept, changed, taken away and brought back, also by strangers' files.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Examples, MOST } from '../../web/lab/examples.js';
import { News } from '../../web/lab/news.js';
import { Shelf } from '../../web/lab/shelf.js';
import { settled } from './support/fake-engine.mjs';

/** What is kept, for several visits. @type {Map<string, Uint8Array>} */
let disk;
beforeEach(() => (disk = new Map()));

async function visit() {
  const news = new News((tell) => tell());
  const shelf = new Shelf(news, async () => ({
    names: async () => [...disk.keys()],
    read: async (name) => disk.get(name)?.slice() ?? null,
    write: async (name, value) => void disk.set(name, value),
    settle: async () => {},
    remove: async (name) => void disk.delete(name),
    clear: async () => disk.clear(),
  }));
  const examples = new Examples(news, shelf);
  await examples.open();
  return examples;
}

/** A picture of one grey. @param {number} grey */
const plain = (grey) => new Uint8Array(784).fill(grey);
/** @param {string} name @param {number} grey */
const example = (name, grey) => ({ name, kind: /** @type {const} */ ('drawing'), pixels: plain(grey) });
/** What can be told of them. @param {Examples} examples */
const told = ({ list }) => list.map(({ name, kind, pixels }) => `${name} ${kind} ${pixels[0]}`);

test('examples are added, renamed and deleted, and what was deleted comes back to its place', async () => {
  const examples = await visit();
  examples.add(example('Coat', 1));
  examples.add(example('Bag', 2));
  examples.add({ ...example('Hat', 3), kind: 'photo' });
  const [coat, bag] = examples.list;
  examples.relabel(bag.id, 'Dress');
  assert.deepEqual(told(examples), ['Coat drawing 1', 'Dress drawing 2', 'Hat photo 3']);
  examples.remove(coat.id);
  examples.remove(bag.id);
  assert.deepEqual(told(examples), ['Hat photo 3']);
  assert.equal(examples.undoRemove()?.id, bag.id);
  assert.equal(examples.undoRemove()?.id, coat.id);
  assert.equal(examples.undoRemove(), null);
  assert.ok(!examples.canUndo);
  assert.deepEqual(told(examples), ['Coat drawing 1', 'Dress drawing 2', 'Hat photo 3']);
});

test('the same picture is one example, of the class that was said last', async () => {
  const examples = await visit();
  examples.add(example('Coat', 1));
  examples.add(example('Bag', 1));
  assert.deepEqual(told(examples), ['Bag drawing 1']);
});

test('a picture is copied: what becomes of it later does not matter', async () => {
  const examples = await visit();
  const mine = example('Coat', 1);
  examples.add(mine);
  mine.pixels.fill(9);
  assert.equal(examples.list[0].pixels[0], 1);
});

test('whoever comes back finds them, and those added meanwhile stay', async () => {
  const first = await visit();
  first.add(example('Coat', 1));
  first.add({ ...example('Hat', 200), kind: 'photo' });
  await settled();
  const second = await visit();
  assert.deepEqual(told(second), ['Coat drawing 1', 'Hat photo 200']);
  second.add(example('Bag', 3));
  await settled();
  await second.open(); // as after a file with everything was brought back
  assert.deepEqual(told(second), ['Coat drawing 1', 'Hat photo 200', 'Bag drawing 3']);
});

test('what was brought and cannot be read, or is too much, costs nothing that is here', async () => {
  const examples = await visit();
  examples.add(example('Coat', 1));
  await settled();
  const kept = disk.get('examples');
  const brought = [new TextEncoder().encode('{"version":1,"value":{"format":"?"}}'), await most()];
  const refusals = [/holds no examples/, /more than 500/];
  for (const [i, value] of brought.entries()) {
    disk.set('examples', value);
    await examples.open();
    assert.match(String(examples.problem), refusals[i]);
    assert.deepEqual(told(examples), ['Coat drawing 1']);
    await settled();
    assert.deepEqual(disk.get('examples'), kept);
  }
});

/** As many as there can be, as they are kept. */
async function most() {
  const others = await visit();
  others.list = Array.from({ length: MOST }, (_, i) => ({
    id: String(i),
    ...example('Bag', 0),
    pixels: plain(0).fill(1 + (i % 200), 0, 1 + Math.floor(i / 200)),
  }));
  others.relabel('0', 'Shirt');
  await settled();
  return /** @type {Uint8Array} */ (disk.get('examples'));
}

test('those of a newer version of the page are left alone', async () => {
  const newer = new TextEncoder().encode('{"version":2,"value":[]}');
  disk.set('examples', newer);
  const examples = await visit();
  assert.match(String(examples.problem), /newer version of this page/);
  examples.add(example('Coat', 1));
  await settled();
  assert.deepEqual([told(examples), disk.get('examples')], [['Coat drawing 1'], newer]);
});

test('what cannot be read is said, and the next example takes its place', async () => {
  disk.set('examples', new TextEncoder().encode('{"version":1,"value":{"format":"?"}}'));
  const examples = await visit();
  assert.match(String(examples.problem), /holds no examples/);
  assert.deepEqual(told(examples), []);
  examples.add(example('Coat', 1));
  await settled();
  assert.deepEqual(told(await visit()), ['Coat drawing 1']);
});

test('a file of examples is the same elsewhere, and brings nothing twice', async () => {
  const examples = await visit();
  examples.add(example('Coat', 1));
  examples.add({ ...example('Müller “Hut” 👒', 255), kind: 'photo' });
  await settled();
  const file = examples.pack();
  disk.clear();
  const other = await visit();
  other.add(example('Shirt', 1));
  assert.equal(await other.unpack(file), 1);
  assert.deepEqual(told(other), ['Shirt drawing 1', 'Müller “Hut” 👒 photo 255']);
  assert.equal(await other.unpack(file), 0);
});

/** A file of one example, changed. @param {(file: any) => void} change */
async function file(change) {
  const from = new Examples(new News(), new Shelf(new News(), async () => Promise.reject(new Error())));
  from.list = [{ id: '1', ...example('Coat', 1) }];
  const json = JSON.parse(await from.pack().text());
  change(json);
  return new Blob([JSON.stringify(json)]);
}

const HOSTILE = /** @type {[string, () => Blob | Promise<Blob>, RegExp][]} */ ([
  ['no JSON', () => new Blob(['{"format"']), /holds no examples/],
  ['nothing', () => new Blob([]), /holds no examples/],
  ['bytes', () => new Blob([new Uint8Array(1000).fill(0xff)]), /holds no examples/],
  ['null', () => new Blob(['null']), /holds no examples/],
  ['another format', () => file((json) => (json.format = 'other')), /holds no examples/],
  ['no list', () => file((json) => (json.examples = { length: 1 })), /holds no examples/],
  ['a newer version', () => file((json) => (json.version = 2)), /newer version of this page/],
  [
    'too many',
    () => file((json) => (json.examples = Array(MOST + 1).fill(json.examples[0]))),
    /more than 500 examples/,
  ],
  ['a file too large', () => new Blob([new Uint8Array(3 << 20)]), /too large/],
  ['a name that is none', () => file((json) => (json.examples[0].class = ' ')), /Example 1 .* damaged/],
  ['a name that is no text', () => file((json) => (json.examples[0].class = ['Coat'])), /damaged/],
  ['a name too long', () => file((json) => (json.examples[0].class = 'ö'.repeat(31))), /damaged/],
  ['a name with control characters', () => file((json) => (json.examples[0].class = 'a\u0007')), /damaged/],
  ['another kind', () => file((json) => (json.examples[0].kind = 'film')), /damaged/],
  ['pixels missing', () => file((json) => delete json.examples[0].pixels), /damaged/],
  ['pixels cut', () => file((json) => (json.examples[0].pixels = json.examples[0].pixels.slice(4))), /damaged/],
  ['pixels that are no base64', () => file((json) => (json.examples[0].pixels = '§'.repeat(1048))), /damaged/],
  ['no example', () => file((json) => (json.examples = [json.examples[0], null])), /Example 2 .* damaged/],
]);
for (const [what, make, refusal] of HOSTILE)
  test(`a file of examples with ${what} is refused, and nothing changes`, async () => {
    const examples = await visit();
    examples.add(example('Bag', 7));
    await assert.rejects(examples.unpack(await make()), refusal);
    assert.deepEqual(told(examples), ['Bag drawing 7']);
  });

test('there is an end to examples', async () => {
  const examples = await visit();
  examples.list = Array.from({ length: MOST }, (_, i) => ({
    id: String(i),
    ...example('Coat', 0),
    pixels: plain(0).fill(i % 256, 0, 1 + (i >> 8)),
  }));
  assert.throws(() => examples.add(example('Coat', 77)), /There are 500 examples already/);
  await assert.rejects(
    examples.unpack(await file((json) => (json.examples[0].pixels = btoa(String.fromCharCode(...plain(78)))))),
    /more than 500/,
  );
  assert.equal(examples.list.length, MOST);
});
