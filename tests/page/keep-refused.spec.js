// Files that are no model or no run: a sentence each, and the network in use stays.

import { tensorNames, withHeader, withHeaderLength, withNaN } from './support/model-files.js';
import { SHORT } from './support/room.js';
import { expect, fixture, test } from './support/test.js';

/** @type {[name: string, spoil: (model: Buffer) => Buffer, sentence: RegExp][]} */
const BAD_MODELS = [
  ['empty', () => Buffer.alloc(0), /too short|empty/],
  ['a text', () => Buffer.from('These are not the weights that you are looking for.'), /not a safetensors file/],
  ['cut in its header', (model) => model.subarray(0, 200), /cut short/],
  ['cut in its tensors', (model) => model.subarray(0, model.length / 2), /Choose|save/i],
  ['longer than it should be', (model) => Buffer.concat([model, Buffer.alloc(64)]), /Choose|save/i],
  ['one with a NaN', withNaN, /not (a )?(finite )?number|NaN|infinite/i],
  ['one whose header claims gigabytes', (model) => withHeaderLength(model, 1n << 40n), /Choose/],
  ['one whose header claims more than there can be', (model) => withHeaderLength(model, (1n << 64n) - 1n), /Choose/],
  [
    'one with a tensor of gigabytes',
    (model) =>
      withHeader(model, (header) => {
        const tensor = header[tensorNames(header)[0]];
        tensor.shape = [65536, 65536];
        tensor.data_offsets[1] = tensor.data_offsets[0] + 4 * 65536 * 65536;
      }),
    /Choose|save/i,
  ],
  [
    'one with a tensor from outside the file',
    (model) =>
      withHeader(model, (header) => {
        header[tensorNames(header)[0]].data_offsets = [-4, 1148];
      }),
    /Choose|save/i,
  ],
  [
    'of another network',
    (model) =>
      withHeader(model, (header) => {
        const [first, second] = tensorNames(header);
        [header[first].shape, header[second].shape] = [header[second].shape, header[first].shape];
      }),
    /Choose|save/i,
  ],
  [
    'of a network without a name for its tensors',
    (model) =>
      withHeader(model, (header) => {
        const [first] = tensorNames(header);
        header['encoder/kernel'] = header[first];
        delete header[first];
      }),
    /another network/,
  ],
  [
    'of a network with two classes of one name',
    (model) => withHeader(model, (header) => (header.__metadata__.classes = JSON.stringify(new Array(10).fill('Hat')))),
    /two are named Hat/,
  ],
  [
    'of a network with more outputs than classes',
    (model) => withHeader(model, (header) => (header.__metadata__.classes = '["Hat", "Cap"]')),
    /must have 2 units, one for each class/,
  ],
  [
    'of a network that cannot work',
    (model) =>
      withHeader(model, (header) => {
        const network = JSON.parse(header.__metadata__.network);
        network.layers[0].kernel = 99;
        header.__metadata__.network = JSON.stringify(network);
      }),
    /network/,
  ],
];

test('no bad model file takes the place of the network in use', async ({ room }) => {
  await room.open();
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  const probabilities = await room.probabilities();
  const model = await room.save('Download model');
  for (const [name, spoil, sentence] of BAD_MODELS) {
    await test.step(name, async () => {
      await room.load('Load model', spoil(model), 'bad.safetensors');
      await expect(room.problem, name).toHaveText(sentence);
      await expect(room.problem).toHaveText(/[.!]$/);
      await expect(room.keeping.getByText('Nothing was changed.')).toBeVisible();
      expect(Buffer.compare(await room.save('Download model'), model), name).toBe(0);
      expect(await room.probabilities()).toEqual(probabilities);
    });
  }
  await room.load('Load model', model, 'good.safetensors');
  await expect(room.keeping.getByText('Loaded good.safetensors.')).toBeVisible();
  await expect(room.problem).toHaveCount(0);
});

/** @type {[name: string, spoil: (run: Buffer, model: Buffer) => Buffer][]} */
const BAD_RUNS = [
  ['empty', () => Buffer.alloc(0)],
  ['a model', (_, model) => model],
  ['cut', (run) => run.subarray(0, run.length - 1000)],
  ['one with a NaN', withNaN],
  [
    'one whose counters make no sense',
    (run) =>
      withHeader(run, (header) => {
        const counters = JSON.parse(header.__metadata__.checkpoint);
        counters.epoch = 4_000_000_000;
        header.__metadata__.checkpoint = JSON.stringify(counters);
      }),
  ],
  [
    'one with settings that nobody can use',
    (run) =>
      withHeader(run, (header) => {
        const counters = JSON.parse(header.__metadata__.checkpoint);
        counters.settings.batchSize = -1;
        header.__metadata__.checkpoint = JSON.stringify(counters);
      }),
  ],
  [
    'one without its moments',
    (run) =>
      withHeader(run, (header) => {
        for (const name of tensorNames(header)) if (name.startsWith('first_moment')) delete header[name];
      }),
  ],
];

test('no bad run file takes the place of the network in use', async ({ room }) => {
  await room.open();
  await room.startTraining({ ...SHORT, Epochs: '9' });
  await room.pause.click();
  await expect(room.trainStatus).toHaveText(/^Paused\./);
  const run = await room.save('Save run');
  await room.stop.click();
  // What the page learns of a run that was stopped, a file that is loaded ends: from here on the model stays as it is.
  await room.load('Continue a saved run', Buffer.from('nothing'), 'bad.checkpoint');
  await expect(room.problem).toHaveText(/[.!]$/);
  const model = await room.save('Download model');
  for (const [name, spoil] of BAD_RUNS) {
    await test.step(name, async () => {
      await room.load('Continue a saved run', spoil(run, model), 'bad.checkpoint');
      await expect(room.problem, name).toHaveText(/[.!]$/);
      await expect(room.keeping.getByText('Nothing was changed.')).toBeVisible();
      await expect(room.train).toBeVisible();
      expect(Buffer.compare(await room.save('Download model'), model), name).toBe(0);
    });
  }
  await room.load('Continue a saved run', run, 'good.checkpoint');
  await expect(room.trainStatus).toContainText('“good.checkpoint” is ready.');
});

test('what another button takes is told so, and files of any name are taken', async ({ room }) => {
  await room.open();
  const model = await room.save('Download model');
  await room.startTraining(SHORT);
  await expect(room.trainStatus).toContainText('Finished.');
  const run = await room.save('Save run');
  const said = async (/** @type {RegExp} */ sentence) => {
    await expect(room.problem.filter({ hasText: sentence })).toBeVisible();
    await expect(room.keeping.getByText('Nothing was changed.').first()).toBeVisible();
  };
  await room.load('Load model', run, 'mine.safetensors');
  await said(/“mine\.safetensors” is a saved run\. Load it by “Continue a saved run”\./);
  await room.load('Continue a saved run', model, 'mine.checkpoint');
  await said(/“mine\.checkpoint” is a model\. Load it by “Load model”\./);
  await room.load('Load model', fixture('trouser.png'), 'trouser.safetensors');
  await said(/“trouser\.safetensors” is a PNG image\. Under Try, “Upload image” takes it\./);
  await room.load('Continue a saved run', run, 'a run without a suffix');
  await expect(room.keeping.getByText('Loaded a run without a suffix.')).toBeVisible();
  await room.load('Load model', model, 'notes.txt');
  await expect(room.keeping.getByText('Loaded notes.txt.')).toBeVisible();
});
