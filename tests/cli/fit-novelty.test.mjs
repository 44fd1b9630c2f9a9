import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { png } from './pictures.mjs';
import { DENSE, TRAINING, makeDataset, run, scratchFolder, writeJson } from './support.mjs';

const folder = scratchFolder();

test('a model with a novelty score says how unlike its training images a picture is, and predict is not sure of noise', async () => {
  const [model, sure, picture] = ['model.safetensors', 'sure.safetensors', 'noise.png'].map((name) =>
    join(folder, name),
  );
  const data = makeDataset(join(folder, 'data'));
  const trained = await run([
    'train',
    '--network',
    writeJson(folder, 'dense.json', DENSE),
    '--data',
    data,
    '--epochs',
    '1',
    '--images',
    String(TRAINING),
    '--output',
    model,
  ]);
  assert.equal(trained.status, 0, trained.stderr);
  const fitted = await run(['fit-novelty', '--model', model, '--data', data, '--output', sure]);
  assert.equal(fitted.status, 0, fitted.stderr);
  assert.match(fitted.stdout, /^Novelty score fitted to 2,200 images\. Model saved as .*sure\.safetensors\n$/);

  writeFileSync(
    picture,
    png(28, 28, (x, y) => Math.imul(28 * y + x + 1, 2654435761) >>> 24),
  );
  const asked = async (path) =>
    JSON.parse((await run(['predict', '--model', path, '--drawing', '--json', picture])).stdout)[0];
  const [before, after] = [await asked(model), await asked(sure)];
  assert.equal(before.unlike, undefined);
  assert.ok(after.unlike > 1);
  assert.deepEqual(after.probabilities, before.probabilities);
  const { stdout } = await run(['predict', '--model', sure, '--drawing', picture]);
  assert.match(stdout, /not sure: unlike the training images/);
});

test('train --fit-novelty does both in one go', async () => {
  const [sure, picture] = ['once.safetensors', 'other.png'].map((name) => join(folder, name));
  const settings = [
    'train',
    '--network',
    writeJson(folder, 'once.json', DENSE),
    '--data',
    makeDataset(join(folder, 'more')),
    '--epochs',
    '1',
    '--images',
    String(TRAINING),
    '--fit-novelty',
  ];
  const trained = await run([...settings, '--output', sure]);
  assert.equal(trained.status, 0, trained.stderr);
  writeFileSync(
    picture,
    png(28, 28, (x, y) => Math.imul(28 * y + x + 1, 2654435761) >>> 24),
  );
  const { stdout } = await run(['predict', '--model', sure, '--drawing', '--json', picture]);
  assert.ok(JSON.parse(stdout)[0].unlike > 1);
  const refused = await run(settings);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /--fit-novelty requires --output/);
});
