import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DRAWINGS, makePhotos, writeDrawings, writeRecipe } from './collections.mjs';
import { png } from './pictures.mjs';
import { makeDataset, run, scratchFolder, start, writeJson } from './support.mjs';

const folder = scratchFolder();
const file = (name) => join(folder, name);
const data = makeDataset(file('data'));
const photos = makePhotos(file('photos'));
const drawings = writeDrawings(file('drawings.ndjson'));
const recipe = writeRecipe(folder, 'recipe.json');
const collections = ['--pictures', photos, '--drawings', drawings];
const train = (...args) => run(['train', '--data', data, ...args]);
const same = (one, other) => readFileSync(one).equals(readFileSync(other));

/** What a run is refused with, before any training. */
const refused = async (...args) => {
  const { status, stdout, stderr } = await train(...args, '--output', file('none'));
  assert.notEqual(status, 0);
  assert.doesNotMatch(stdout, /Epoch/);
  return stderr;
};
const refusedRecipe = (changes) => refused('--recipe', writeRecipe(folder, 'changed.json', changes), ...collections);

/** Tensors by name, from a safetensors file: their values, of float32. */
function tensorsOf(path) {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  delete header.__metadata__;
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          data_offsets: [begin, end],
        },
      ]) => {
        const values = bytes.subarray(8 + length + begin, 8 + length + end);
        return [name, Array.from({ length: values.length / 4 }, (_, i) => values.readFloatLE(4 * i))];
      },
    ),
  );
}

test('a recipe is followed, twice to the same model, which knows what is no garment', async () => {
  const { status, stdout, stderr } = await train(
    '--recipe',
    recipe,
    ...collections,
    '--output',
    file('one'),
    '--threads',
    '1',
  );
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout, /^Beside the data set: 6 photos, 3 drawings$/m);
  assert.match(stdout, /^Dense only: 7,850 parameters/m);
  assert.match(stdout, /^Epoch 1\/1$/m);
  await train('--recipe', recipe, ...collections, '--output', file('two'), '--threads', '2');
  assert.ok(same(file('one'), file('two')));
  await train('--recipe', recipe, ...collections, '--seed', '9', '--output', file('other'));
  assert.ok(!same(file('one'), file('other')), "settings that are typed go before the recipe's");
  const tensors = tensorsOf(file('one'));
  assert.equal(tensors['none/kernel'].length, 784);
  assert.equal(tensors['dense/bias'].length, 10);
  assert.deepEqual(tensors['none/limits'], [0, 0]);
});

test('what is held back sets the limits of the saved model', async () => {
  const held = ['--held-back-pictures', photos, '--held-back-drawings', drawings];
  await train('--recipe', recipe, ...collections, ...held, '--output', file('limited'));
  const { 'none/limits': limits, ...rest } = tensorsOf(file('limited'));
  const { 'none/limits': _, ...before } = tensorsOf(file('one'));
  assert.deepEqual(rest, before);
  assert.ok(
    limits.every((limit) => limit !== 0 && Number.isFinite(limit)),
    String(limits),
  );
  // By which a picture is judged, as a photo or a drawing, though the network sees the same.
  writeFileSync(
    file('square.png'),
    png(56, 56, (x, y) => (x > 5 && x < 50 && y > 10 && y < 45 ? 255 : 0)),
  );
  const unlike = async (...flags) => {
    const { stdout } = await run(['predict', '--model', file('limited'), '--json', ...flags, file('square.png')]);
    return JSON.parse(stdout)[0].unlike;
  };
  const ratio = (await unlike('--drawing')) / (await unlike());
  assert.ok(Math.abs(Math.log(ratio) - (limits[0] - limits[1])) < 1e-3, String(ratio));
  const kept = writeRecipe(folder, 'kept.json', { kept: { photos: 0.01, drawings: 0.01 } });
  await train('--recipe', kept, ...collections, ...held, '--output', file('strict'));
  tensorsOf(file('strict'))['none/limits'].forEach((limit, i) => assert.ok(limit < limits[i]));

  const garments = writeRecipe(folder, 'garments.json', { perBatch: { photos: 2, drawings: 2 } });
  assert.match(
    await refused('--recipe', garments, ...collections, ...held),
    /held back .* does not learn what is no garment/,
  );
});

test('a run by a recipe goes on from its checkpoint bit for bit, with the same pictures', async () => {
  const two = writeRecipe(folder, 'two.json', { settings: { epochs: 2, batchSize: 50, trainingImages: 200 } });
  await train('--recipe', two, ...collections, '--output', file('whole'), '--history', file('whole.csv'));
  // The history goes into a pipe that nobody reads yet: so the run cannot get past its first epoch
  // before the signal has come, however slow this machine is.
  execFileSync('mkfifo', [file('pipe.csv')]);
  const child = start([
    'train',
    '--data',
    data,
    '--recipe',
    two,
    ...collections,
    '--checkpoint',
    file('run'),
    '--output',
    file('part'),
    '--history',
    file('pipe.csv'),
  ]);
  let output = '';
  let pipe;
  child.stdout.on('data', (text) => {
    output += text;
    if (pipe !== undefined || !output.includes('Epoch 1/2')) return;
    child.kill('SIGINT');
    pipe = openSync(file('pipe.csv'), 'r+');
  });
  const [status] = await once(child, 'close');
  closeSync(pipe);
  assert.equal(status, 130, output);
  assert.ok(!same(file('part'), file('whole')));
  const resumed = await train(
    '--resume',
    file('run'),
    '--recipe',
    two,
    ...collections,
    '--output',
    file('resumed'),
    '--history',
    file('resumed.csv'),
  );
  assert.equal(resumed.status, 0, resumed.stderr);
  assert.ok(same(file('resumed'), file('whole')));
  assert.ok(same(file('resumed.csv'), file('whole.csv')));

  assert.match(
    await refused('--resume', file('run')),
    /run: This run also learns what is no garment, from pictures that are not here/,
  );
  const fewer = writeDrawings(file('fewer.ndjson'), [...DRAWINGS, DRAWINGS[0]]);
  assert.match(
    await refused('--resume', file('run'), '--recipe', two, '--pictures', photos, '--drawings', fewer),
    /run: This run was trained on other images/,
  );
});

test('without pictures a recipe is followed as far as it asks for none', async () => {
  assert.match(await refused('--recipe', recipe), /asks for photos of garments, but none were given/);
  assert.match(
    await refused('--recipe', recipe, '--pictures', photos),
    /asks for drawings of garments, but none were given/,
  );
  const madeUp = writeRecipe(folder, 'made-up.json', { perBatch: { scribbles: 2, noise: 1 } });
  const { status, stderr } = await train('--recipe', madeUp, '--output', file('made-up'));
  assert.equal(status, 0, stderr);
  const plain = writeRecipe(folder, 'plain.json', { perBatch: {} });
  assert.equal((await train('--recipe', plain, '--output', file('plain'))).status, 0);
  assert.ok(!('none/kernel' in tensorsOf(file('plain'))));
});

test('a recipe that says what is not understood is refused with its name', async () => {
  const of = 'changed\\.json: ';
  const cases = [
    [{ perBatch: { photo: 3 } }, '"perBatch" knows no "photo"\\.'],
    [{ perBatch: { photos: -1 } }, '"photos" of "perBatch" must be a whole number from 0 to 1024\\.'],
    [{ perBatch: { noise: 1.5 } }, '"noise" of "perBatch" must be a whole number'],
    [{ perBatch: { noise: 1025 } }, '"noise" of "perBatch" must be a whole number'],
    [{ perBatch: { noise: '3' } }, '"noise" of "perBatch" must be a whole number'],
    [{ kept: { photos: 0 } }, '"photos" of "kept" must be a number above 0, at most 1\\.'],
    [{ kept: { drawings: 1.1 } }, '"drawings" of "kept" must be a number'],
    [{ kept: { pictures: 0.9 } }, '"kept" knows no "pictures"\\.'],
    [{ settings: { epochs: 0 } }, 'Epochs must be a whole number from 1 to 1000\\.'],
    [{ settings: { epoch: 3 } }, '"settings" knows no "epoch"\\.'],
    [{ perbatch: {} }, 'A recipe has no "perbatch"\\.'],
    [{ network: undefined }, '"network" must name a network\'s description\\.'],
    [{ network: 7 }, 'This is no recipe: see model/ready-made-recipe\\.json for one\\.'],
    [{ names: { sock: ['Socks'] } }, '"sock" is of a class "Socks", which does not exist'],
    [{ names: { sock: 'Bag' } }, 'This is no recipe'],
    ...['settings', 'perBatch', 'kept', 'names'].map((field) => [{ [field]: 3 }, 'This is no recipe']),
  ];
  for (const [changes, expected] of cases) {
    assert.match(await refusedRecipe(changes), new RegExp(of + expected), JSON.stringify(changes));
  }
  assert.match(await refusedRecipe({ network: 'gone.json' }), /gone\.json cannot be opened: no such file/);
  assert.match(await refused('--recipe', file('gone.json')), /gone\.json cannot be opened: no such file/);
  writeFileSync(file('broken.json'), '{ "network": ');
  assert.match(await refused('--recipe', file('broken.json')), /broken\.json: This is no recipe/);
  assert.match(await refused('--recipe', writeJson(folder, 'list.json', [1])), /list\.json: This is no recipe/);
  assert.match(await refused('--recipe', file('broken.json'), '--network', recipe), /excludes/);
});

test('pictures and drawings are asked for with a recipe alone', async () => {
  for (const option of ['--pictures', '--drawings', '--held-back-pictures', '--held-back-drawings']) {
    const { status, stderr } = await train(option, photos);
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`${option} requires --recipe`));
  }
});

test('folders are refused that are none, hold no picture, or are of no class', async () => {
  const of = (path) => refused('--recipe', recipe, '--drawings', drawings, '--pictures', path);
  assert.match(await of(file('gone')), /There is no folder .*gone\./);
  mkdirSync(file('empty/Bag'), { recursive: true });
  assert.match(
    await of(file('empty')),
    /empty holds no picture\. Give a folder with a folder of pictures for each class\./,
  );
  mkdirSync(file('unknown/Gloves'), { recursive: true });
  assert.match(
    await of(file('unknown')),
    /The folder .*Gloves is of a class "Gloves", which does not exist\. Use the data set's class names/,
  );
});

test('a picture that cannot be read is left out, and said to be', async () => {
  const some = makePhotos(file('some'));
  writeFileSync(join(some, 'trouser', 'broken.png'), 'no picture');
  writeFileSync(
    join(some, 'trouser', 'plain.png'),
    png(30, 30, () => 200),
  );
  const { status, stdout, stderr } = await train(
    '--recipe',
    recipe,
    '--pictures',
    some,
    '--drawings',
    drawings,
    '--output',
    file('some-left'),
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /Beside the data set: 6 photos/);
  assert.match(stderr, /trouser\/broken\.png: .* It is left out\.$/m);
  assert.match(stderr, /trouser\/plain\.png: nothing is to be seen in it\. It is left out\.$/m);
  assert.ok(same(file('some-left'), file('one')), 'and changes nothing');
  rmSync(some, { recursive: true });
});

test('a broken line of strokes is named by its number', async () => {
  const of = (...lines) => {
    writeFileSync(file('broken.ndjson'), [JSON.stringify(DRAWINGS[0]), '', ...lines].join('\n'));
    return refused('--recipe', recipe, '--pictures', photos, '--drawings', file('broken.ndjson'));
  };
  const no =
    /broken\.ndjson, line 3: this is no drawing\. Each line must be a JSON object with "class" or "word", and "strokes"\./;
  for (const line of [
    '{',
    '[]',
    '7',
    '{"class":"Bag"}',
    '{"strokes":[[[1],[2]]]}',
    '{"class":"Bag","strokes":[[1,2]]}',
    '{"class":"Bag","strokes":[[[1]]]}',
    '{"class":"Bag","strokes":[[["1"],["2"]]]}',
    '{"class":3,"strokes":[]}',
    '{"class":"Bag","strokes":[[[1e999],[2]]]}',
  ]) {
    assert.match(await of(line), no, line);
  }
  assert.match(await of('{"class":"Bag","strokes":[[[1,2],[3]]]}'), /line 3: a stroke has not as many x as y\./);
  assert.match(await of('{"class":"Bag","strokes":[[[1,2],[3,1e300]]]}'), /line 3: a stroke goes too far out/);
  assert.match(await of('{"class":"Bag","strokes":[]}'), /line 3: nothing is drawn\./);
  assert.match(await of('{"class":"Bag","strokes":[[[],[]]]}'), /line 3: nothing is drawn\./);
  assert.match(
    await of('{"class":"Glove","strokes":[[[1],[2]]]}'),
    /line 3: a drawing is of a class "Glove", which does not exist/,
  );
  assert.match(await of(JSON.stringify(DRAWINGS[1]), 'end'), /line 4: this is no drawing/);
});
