import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  DENSE,
  ROOT,
  SMALL_CNN,
  TRAINING,
  VALIDATION,
  makeDataset,
  makeIdx,
  run,
  scratchFolder,
  start,
  writeJson,
} from './support.mjs';

const folder = scratchFolder();
const data = makeDataset(join(folder, 'data'));
const dense = writeJson(folder, 'dense.json', DENSE);
const cnn = writeJson(folder, 'cnn.json', SMALL_CNN);
const file = (name) => join(folder, name);
const train = (...args) => run(['train', '--data', data, '--images', String(TRAINING), ...args]);
const same = (one, other) => readFileSync(one).equals(readFileSync(other));

test('a run learns, and evaluate confirms what its history says', async () => {
  const { status, stdout, stderr } = await train(
    '--network',
    dense,
    '--epochs',
    '4',
    '--learning-rate',
    '0.01',
    '--output',
    file('dense.safetensors'),
    '--history',
    file('dense.json.json'),
  );
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const history = JSON.parse(readFileSync(file('dense.json.json'), 'utf8'));
  assert.deepEqual(
    history.map(({ epoch }) => epoch),
    [1, 2, 3, 4],
  );
  assert.ok(history[3].loss < history[0].loss);
  assert.ok(history[3].val_accuracy > 0.95, `accuracy ${history[3].val_accuracy}`);
  assert.equal(stdout.match(/^Epoch \d\/4$/gm).length, 4);
  assert.match(stdout, /7\/7 .* images\/s - loss: \d\.\d{4} - accuracy: \d\.\d{4} - val_loss: .* - val_accuracy: /);
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f]/, 'no control characters where nobody watches');

  const evaluated = await run(['evaluate', '--model', file('dense.safetensors'), '--data', data, '--json']);
  assert.equal(evaluated.status, 0);
  const result = JSON.parse(evaluated.stdout);
  assert.equal(result.count, VALIDATION);
  assert.ok(Math.abs(result.loss - history[3].val_loss) < 1e-9);
  assert.equal(result.accuracy, history[3].val_accuracy);
  assert.deepEqual(result.confusion.flat(), history[3].confusion);
  result.confusion.forEach((row, label) => {
    const count = row.reduce((sum, part) => sum + part, 0);
    assert.equal(count, VALIDATION / 10);
    assert.equal(result.classes[label].count, count);
    assert.equal(result.classes[label].accuracy, row[label] / count);
  });
  assert.equal(result.classes[9].class, 'Ankle boot');

  const text = await run(['evaluate', '--model', file('dense.safetensors'), '--data', data, '--split', 'train']);
  assert.equal(text.status, 0);
  assert.match(text.stdout, /^Training set, 2,200 images$/m);
  assert.match(text.stdout, /^Trouser +\d+ +\d+.*\d+\.\d %$/m);
});

test('an interrupted run goes on bit for bit, on any number of threads', async () => {
  const settings = [
    '--network',
    cnn,
    '--epochs',
    '3',
    '--augmentation',
    'photo',
    '--flip',
    '--shift',
    '--erase',
    '--schedule',
    'one-cycle',
  ];
  const whole = await train(
    ...settings,
    '--threads',
    '2',
    '--output',
    file('whole.safetensors'),
    '--history',
    file('whole.csv'),
  );
  assert.equal(whole.status, 0, whole.stderr);

  // The history goes into a pipe that nobody reads yet: so the run cannot get past its first epoch
  // before the signal has come, however slow this machine is.
  execFileSync('mkfifo', [file('pipe.csv')]);
  const child = start([
    'train',
    '--data',
    data,
    '--images',
    String(TRAINING),
    ...settings,
    '--threads',
    '1',
    '--checkpoint',
    file('run'),
    '--output',
    file('part.safetensors'),
    '--history',
    file('pipe.csv'),
  ]);
  let output = '';
  child.stdout.on('data', (text) => {
    if (!output.includes('Epoch 1/3') && (output + text).includes('Epoch 1/3')) child.kill('SIGINT');
    output += text;
    if (output.includes('Epoch 1/3')) pipe ??= openSync(file('pipe.csv'), 'r+');
  });
  let pipe;
  const [status] = await once(child, 'close');
  closeSync(pipe);
  assert.equal(status, 130, output);
  assert.match(output, /Stopped in epoch 1\./);
  assert.match(output, /Run saved as .*run; go on with --resume/);
  assert.ok(existsSync(file('part.safetensors')));
  assert.ok(!same(file('part.safetensors'), file('whole.safetensors')));

  const rest = await run([
    'train',
    '--data',
    data,
    '--resume',
    file('run'),
    '--threads',
    '2',
    '--output',
    file('resumed.safetensors'),
    '--history',
    file('resumed.csv'),
  ]);
  assert.equal(rest.status, 0, rest.stderr);
  assert.ok(same(file('resumed.safetensors'), file('whole.safetensors')), 'the same model');
  assert.ok(same(file('resumed.csv'), file('whole.csv')), 'the same history');
  const [head, ...rows] = readFileSync(file('whole.csv'), 'utf8').trim().split('\n');
  assert.equal(head, 'epoch,loss,accuracy,val_loss,val_accuracy');
  assert.equal(rows.length, 3);
});

test('seed and starting weights decide a run', async () => {
  const short = ['--epochs', '1', '--network', cnn];
  await train(...short, '--output', file('one.safetensors'));
  await train(...short, '--output', file('again.safetensors'));
  await train(...short, '--seed', '2', '--output', file('other.safetensors'));
  assert.ok(same(file('one.safetensors'), file('again.safetensors')));
  assert.ok(!same(file('one.safetensors'), file('other.safetensors')));
  const more = await train(
    '--epochs',
    '1',
    '--from',
    file('one.safetensors'),
    '--output',
    file('more.safetensors'),
    '--history',
    file('more.csv'),
  );
  assert.equal(more.status, 0, more.stderr);
  assert.match(more.stdout, /^Small CNN: /m);
});

test('--half halves the file, and evaluate hardly notices', async () => {
  const args = ['--network', dense, '--epochs', '2', '--learning-rate', '0.01'];
  await train(...args, '--output', file('full.safetensors'));
  await train(...args, '--half', '--output', file('half.safetensors'));
  assert.ok(statSync(file('half.safetensors')).size < 0.6 * statSync(file('full.safetensors')).size);
  const [full, half] = await Promise.all(
    ['full', 'half'].map(async (name) =>
      JSON.parse((await run(['evaluate', '--json', '--data', data, '--model', file(`${name}.safetensors`)])).stdout),
    ),
  );
  assert.ok(Math.abs(full.loss - half.loss) < 0.01);
  assert.notEqual(full.loss, half.loss);
});

test('a diverging run says so, fails, and keeps the last good weights', async () => {
  const { status, stderr } = await train(
    '--network',
    join(ROOT, 'model/reference.json'),
    '--optimizer',
    'sgd',
    '--learning-rate',
    '10',
    '--momentum',
    '0.99',
    '--output',
    file('diverged.safetensors'),
  );
  assert.equal(status, 1);
  assert.match(stderr, /Training diverged in epoch \d+.*Try a smaller learning rate\./);
  const evaluated = await run(['evaluate', '--json', '--data', data, '--model', file('diverged.safetensors')]);
  assert.equal(evaluated.status, 0, evaluated.stderr);
  assert.ok(Number.isFinite(JSON.parse(evaluated.stdout).loss));
});

test('files that cannot be written are refused before any training', async () => {
  for (const path of [file('no/such/folder/model'), folder]) {
    for (const option of ['--output', '--checkpoint']) {
      const { status, stdout, stderr } = await train('--network', dense, option, path);
      assert.equal(status, 1);
      assert.match(stderr, /cannot be written: (no such file or|is a) directory/);
      assert.equal(stdout, '');
    }
  }
});

test('a file that cannot be written in the end does not take the others with it', async () => {
  const { status, stderr, stdout } = await train(
    '--network',
    dense,
    '--epochs',
    '1',
    '--checkpoint',
    '/dev/full',
    '--output',
    file('kept.safetensors'),
  );
  assert.equal(status, 1);
  assert.match(stderr, /\/dev\/full cannot be written: no space left on device/);
  assert.match(stdout, /Model saved as .*kept\.safetensors/);
  assert.equal((await run(['summary', '--model', file('kept.safetensors')])).status, 0);
  assert.ok(statSync('/dev/full').isCharacterDevice(), 'and is left as it was');
});

test('without --output a warning comes first', async () => {
  const { status, stderr } = await train('--network', dense, '--epochs', '1');
  assert.equal(status, 0);
  assert.match(stderr, /will not be kept\. Name a file with --output/);
});

test('--resume refuses what is no run, other images, and a cut file', async () => {
  await train('--network', dense, '--epochs', '1', '--checkpoint', file('finished'), '--output', file('model'));
  const resume = (path, from = data) => run(['train', '--data', from, '--resume', path]);
  assert.match((await resume(file('model'))).stderr, /model: This file is not a saved run/);
  writeFileSync(file('cut'), readFileSync(file('finished')).subarray(0, 5000));
  const cut = await resume(file('cut'));
  assert.equal(cut.status, 1);
  assert.match(cut.stderr, /cut: /);

  const others = makeDataset(file('others'), { gzip: false });
  const images = join(others, 'train-images-idx3-ubyte');
  const bytes = readFileSync(images);
  bytes[1000] ^= 1;
  writeFileSync(images, bytes);
  const other = await resume(file('finished'), others);
  assert.equal(other.status, 1);
  assert.match(other.stderr, /trained on other images/);
});

test('--resume of a run that had ended still gives its model', async () => {
  await train(
    '--network',
    dense,
    '--epochs',
    '1',
    '--checkpoint',
    file('ended'),
    '--output',
    file('ended.safetensors'),
  );
  const { status, stdout } = await run([
    'train',
    '--data',
    data,
    '--resume',
    file('ended'),
    '--output',
    file('regained'),
  ]);
  assert.equal(status, 0);
  assert.match(stdout, /had ended already/);
  assert.ok(same(file('regained'), file('ended.safetensors')));
});

test('nothing half-written is left behind', () => {
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('unfinished')),
    [],
  );
});

test('a program that was held for some seconds, as by Ctrl-Z, has not become slower', async () => {
  const many = join(folder, 'many');
  mkdirSync(many);
  const { images, labels } = makeIdx(0, 12_000);
  writeFileSync(join(many, 'train-images-idx3-ubyte'), images);
  writeFileSync(join(many, 'train-labels-idx1-ubyte'), labels);
  const held = start([
    ...['train', '--network', dense, '--data', many, '--images', '10000', '--epochs', '8', '--threads', '1'],
    ...['--output', file('held.safetensors')],
  ]);
  let printed = '';
  let stopped = false;
  held.stdout.on('data', (text) => {
    printed += text;
    if (stopped || !printed.includes('Epoch 3/8')) return;
    stopped = true;
    held.kill('SIGSTOP');
    setTimeout(() => held.kill('SIGCONT'), 3000);
  });
  const [status] = await once(held, 'exit');
  assert.equal(status, 0);
  assert.ok(stopped);
  const speeds = [...printed.matchAll(/([\d,]+) images\/s/g)].map(([, number]) => Number(number.replaceAll(',', '')));
  assert.equal(speeds.length, 8);
  assert.ok(Math.min(...speeds) > 10_000 / 3, `${speeds}`);
});
