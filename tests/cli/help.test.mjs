import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from 'node:path';
import { ROOT, SMALL_CNN, run, scratchFolder, writeJson } from './support.mjs';

const folder = scratchFolder();

test('--help of the program and of each command goes to standard output', async () => {
  const { status, stdout, stderr } = await run(['--help']);
  assert.equal(status, 0);
  assert.equal(stderr, '');
  for (const command of ['summary', 'train', 'evaluate', 'predict', 'fit-novelty', 'settings']) {
    assert.match(stdout, new RegExp(`^  ${command} `, 'm'));
    const help = await run([command, '--help']);
    assert.equal(help.status, 0);
    assert.match(help.stdout, command === 'settings' ? /JSON Schema/ : /--model|--network/);
  }
});

test('a wrong command line ends with status 2 and says what is wrong', async () => {
  const cases = [
    [[], /Name a command/],
    [['fit'], /no command or option fit/],
    [['train', '--epoch-count'], /not expected: --epoch-count/],
    [['train', '--epochs', 'three'], /Epochs must be a whole number from 1 to 1000/],
    [['train', '--epochs', ''], /Epochs must be a whole number/],
    [['train', '--epochs', '-1'], /Epochs must be a whole number/],
    [['train', '--epochs', '1e9'], /Epochs must be a whole number/],
    [['train', '--epochs', '2.5'], /Epochs must be a whole number/],
    [['train', '--batch-size', '0'], /Batch size must be/],
    [['train', '--learning-rate', '0'], /Learning rate must be/],
    [['train', '--learning-rate', 'nan'], /Learning rate must be/],
    [['train', '--images', '5'], /Training images must be/],
    [['train', '--seed', '-3'], /Seed must be/],
    [['train', '--optimizer', 'rmsprop'], /Optimizer must be one of: adam, adamw, sgd/],
    [['train', '--weight-decay', '1'], /Weight decay must be/],
    [['train', '--patience', 'endless'], /Patience must be a whole number from 0 to 1000/],
    [['train', '--label-smoothing', '-0.1'], /Label smoothing must be/],
    [['train', '--schedule', 'cyclic'], /Schedule must be one of/],
    [['train', '--augmentation', '1'], /Augmentation must be one of/],
    [['train', '--momentum', '1'], /Momentum must be/],
    [['train', '--threads', 'many'], /Threads must be a whole number from 1 to 64/],
    [['train', '--threads', '0'], /Threads must be a whole number from 1 to 64/],
    [['train', '--history', 'run.txt'], /must end in .csv or .json/],
    [['train', '--half'], /--half requires --output/],
    [['train', '--resume', 'run', '--seed', '2'], /--resume excludes --seed|--seed excludes --resume/],
    [['evaluate'], /--model is required/],
    [['evaluate', '--model', 'm', '--split', 'all'], /The split must be test or train/],
    [['predict', '--model', 'm'], /IMAGE is required/],
    [['summary', '--model', 'm', '--network', 'n'], /excludes/],
  ];
  for (const [args, sentence] of cases) {
    const { status, stdout, stderr } = await run(args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, sentence);
    assert.equal(stdout, '');
  }
});

test('summary shows the reference network as Keras does', async () => {
  const { status, stdout } = await run(['summary', '--network', join(ROOT, 'model/reference.json')]);
  assert.equal(status, 0);
  const rows = [...stdout.matchAll(/│ (\S+) \((\w+)\) +│ \(None, ([\d, ]+)\) +│ +([\d,]+) │/g)];
  assert.deepEqual(
    rows.map(([, name, type, shape, parameters]) => [name, type, shape, parameters]),
    [
      ['conv2d', 'Conv2D', '26, 26, 32', '320'],
      ['max_pooling2d', 'MaxPool2D', '13, 13, 32', '0'],
      ['dropout', 'Dropout', '13, 13, 32', '0'],
      ['conv2d_1', 'Conv2D', '11, 11, 64', '18,496'],
      ['max_pooling2d_1', 'MaxPool2D', '5, 5, 64', '0'],
      ['dropout_1', 'Dropout', '5, 5, 64', '0'],
      ['conv2d_2', 'Conv2D', '3, 3, 128', '73,856'],
      ['flatten', 'Flatten', '1152', '0'],
      ['dense', 'Dense', '128', '147,584'],
      ['dropout_2', 'Dropout', '128', '0'],
      ['dense_1', 'Dense', '10', '1,290'],
    ],
  );
  assert.match(stdout, /Total params: 241,546 \(943\.54 KB\)/);
  assert.match(stdout, /Trainable params: 241,546/);
  const widths = stdout
    .split('\n')
    .filter((line) => /^[┌│├└]/.test(line))
    .map((line) => line.length);
  assert.equal(new Set(widths).size, 1, 'the table is straight');
});

test('summary refuses what is no description, naming the file and the layer', async () => {
  const layers = [{ type: 'Conv2D', filters: 4, kernel: 40 }, ...SMALL_CNN.layers.slice(3)];
  const wrong = await run(['summary', '--network', writeJson(folder, 'large.json', { ...SMALL_CNN, layers })]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /large\.json: Layer 1/);
  const missing = await run(['summary', '--network', join(folder, 'none.json')]);
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /none\.json cannot be opened: no such file or directory/);
  const isFolder = await run(['summary', '--network', folder]);
  assert.equal(isFolder.status, 1);
  assert.match(isFolder.stderr, /cannot be read: is a directory/);
});
