import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { DRAWINGS, makePhotos, writeDrawings, writeRecipe } from './collections.mjs';
import { makeDataset, run, scratchFolder } from './support.mjs';

const folder = scratchFolder();
const file = (name) => join(folder, name);
const photos = makePhotos(file('photos'));
const drawings = writeDrawings(file('drawings.ndjson'));
const recipe = writeRecipe(folder, 'recipe.json');
const model = file('model.safetensors');
const collections = ['--pictures', photos, '--drawings', drawings];
const evaluate = (...args) => run(['evaluate', '--model', model, ...args]);
const evaluateJson = async (...args) => {
  const { status, stdout, stderr } = await evaluate(...args, '--json');
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout).collections;
};

const trained = run([
  'train',
  '--data',
  makeDataset(file('data')),
  '--recipe',
  recipe,
  ...collections,
  '--held-back-pictures',
  photos,
  '--held-back-drawings',
  drawings,
  '--epochs',
  '3',
  '--output',
  model,
]);

test('photos and drawings are judged class by class, as text', async () => {
  assert.equal((await trained).status, 0, (await trained).stderr);
  const { status, stdout, stderr } = await evaluate(...collections);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout, /photos +count +right +turned away +answered right$/m);
  assert.match(stdout, /^T-shirt\/top +2( +\d +\d+\.\d %){3}$/m);
  assert.match(stdout, /^Sandal, Sneaker or Ankle boot +1( +\d +\d+\.\d %){3}$/m);
  assert.match(stdout, /^none of them +2 +– +\d +\d+\.\d % +–$/m);
  assert.match(stdout, /^all clothes +4( +\d +\d+\.\d %){3}$/m);
  for (const title of ['drawn on the page', 'with a thin brush', 'uploaded, dark on white']) {
    assert.match(stdout, new RegExp(`^${title} +count`, 'm'));
  }
});

test('and as one JSON object', async () => {
  await trained;
  const tables = await evaluateJson(...collections);
  assert.deepEqual(
    tables.map(({ pictures }) => pictures),
    [photos, 'drawn on the page', 'with a thin brush', 'uploaded, dark on white'],
  );
  // Single classes, sets of them, then what is no garment.
  assert.deepEqual(
    tables[0].classes.map(({ class: name, count }) => [name, count]),
    [
      ['T-shirt/top', 2],
      ['Trouser', 1],
      ['Sandal, Sneaker or Ankle boot', 1],
      ['none of them', 2],
      ['all clothes', 4],
    ],
  );
  for (const { classes } of tables.slice(1)) {
    assert.deepEqual(
      classes.map(({ class: name, count }) => [name, count]),
      [
        ['Bag', 1],
        ['Ankle boot', 1],
        ['none of them', 1],
        ['all clothes', 2],
      ],
    );
  }
  for (const { classes } of tables) {
    for (const { class: name, turnedAway, right, answeredRight } of classes) {
      assert.ok(turnedAway >= 0 && turnedAway <= 1);
      if (name === 'none of them') {
        assert.equal(right, undefined);
        assert.equal(answeredRight, undefined);
      } else {
        assert.ok(answeredRight <= right && answeredRight <= 1 - turnedAway);
      }
    }
    const all = classes.at(-1),
      clothes = classes.slice(0, -2);
    const sum = clothes.reduce((so, { count, right }) => so + count * right, 0);
    assert.ok(Math.abs(all.right * all.count - sum) < 1e-9);
  }
});

test('words are known by the names of a recipe, and no garments else', async () => {
  await trained;
  const words = writeDrawings(file('words.ndjson'), [
    DRAWINGS[2],
    { ...DRAWINGS[2], word: 'Flip flops' },
    { ...DRAWINGS[2], word: 'T-SHIRT / top' },
    { ...DRAWINGS[2], word: 'shoe' },
  ]);
  const classes = async (...args) =>
    Object.fromEntries(
      (await evaluateJson('--drawings', words, ...args))[0].classes.map(({ class: name, count }) => [name, count]),
    );
  assert.deepEqual(await classes(), {
    'T-shirt/top': 1,
    'Sandal, Sneaker or Ankle boot': 1,
    'none of them': 2,
    'all clothes': 2,
  });
  const named = writeRecipe(folder, 'names.json', {
    names: { 'flip flops': ['Sandal'], hat: ['Bag', 'Dress'], 'other-thing': [] },
  });
  assert.deepEqual(await classes('--recipe', named), {
    'T-shirt/top': 1,
    Sandal: 1,
    'Dress or Bag': 1,
    'Sandal, Sneaker or Ankle boot': 1,
    'all clothes': 4,
  });
});

test('what cannot be judged is refused in a sentence', async () => {
  await trained;
  const refused = async (...args) => {
    const { status, stdout, stderr } = await evaluate(...args);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    return stderr;
  };
  assert.match(await refused('--pictures', file('gone')), /There is no folder .*gone\./);
  assert.match(await refused('--drawings', file('gone.ndjson')), /gone\.ndjson cannot be opened/);
  assert.match(
    await refused('--drawings', writeDrawings(file('bad.ndjson'), [{}])),
    /bad\.ndjson, line 1: this is no drawing/,
  );
  assert.match(await refused('--drawings', drawings, '--recipe', file('gone.json')), /gone\.json cannot be opened/);
});
