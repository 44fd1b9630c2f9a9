import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { timeTo } from '../../tools/benchmark/accuracy.mjs';
import { claims } from '../../tools/benchmark/claims.mjs';
import { Timeout, processHost } from '../../tools/benchmark/hosts.mjs';
import { readWeights } from '../../tools/benchmark/model.mjs';
import { parseOptions } from '../../tools/benchmark/options.mjs';
import { transposed } from '../../tools/benchmark/peers/onnx.js';
import { ratio, summarise } from '../../tools/benchmark/statistics.mjs';
import { table } from '../../tools/benchmark/table.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'benchmark-test-'));
after(() => rmSync(scratch, { recursive: true }));

test('weights are read as float32, from half and from single precision', async () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x8400, 0x7bff);
  const singles = Float32Array.of(0.1, -3);
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { format: 'fitting-room' },
      'a/kernel': { dtype: 'F16', shape: [2, 3], data_offsets: [0, 12] },
      'a/bias': { dtype: 'F32', shape: [2], data_offsets: [12, 20] },
    }),
  );
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  const path = join(scratch, 'weights.safetensors');
  writeFileSync(path, Buffer.concat([size, header, Buffer.from(halves.buffer), Buffer.from(singles.buffer)]));
  const weights = await readWeights(path);
  assert.deepEqual(Object.keys(weights), ['a/kernel', 'a/bias']);
  assert.deepEqual(weights['a/kernel'].shape, [2, 3]);
  assert.deepEqual([...weights['a/kernel'].values], [1, -2, 0.333251953125, 2 ** -24, -(2 ** -14), 65504]);
  assert.deepEqual([...weights['a/bias'].values], [...singles]);
});

test('axes are brought into another order', () => {
  const values = Float32Array.from({ length: 24 }, (_, i) => i);
  const { shape, values: turned } = transposed({ shape: [2, 3, 4], values }, [2, 0, 1]);
  assert.deepEqual(shape, [4, 2, 3]);
  for (const [i, value] of turned.entries()) {
    const [c, a, b] = [Math.floor(i / 6), Math.floor(i / 3) % 2, i % 3];
    assert.equal(value, a * 12 + b * 4 + c);
  }
});

test('samples: median, spread, and how many others disturbed', () => {
  const samples = [
    [30, 0.02],
    [10, 0.3],
    [20, 0.05],
    [40, 0.11],
  ].map(([value, others]) => ({ round: 0, value, others }));
  assert.deepEqual(summarise(samples), { median: 25, spread: 0.6, disturbed: 2 });
  assert.deepEqual(summarise([{ round: 0, value: 7 }]), { median: 7, spread: 0, disturbed: 0 });
});

test('a ratio is that within the rounds, whatever the machine did from one to the next', () => {
  const ours = [100, 900, 300, 500].map((value, round) => ({ round, value }));
  const theirs = [50, 300, 100].map((value, round) => ({ round, value })).reverse();
  assert.equal(ratio(ours, theirs), 3); // 2, 3 and 3; the fourth round has no other
  assert.ok(Number.isNaN(ratio(ours, [])));
});

describe('claims', () => {
  const mode = (...values) => ({ samples: values.map((value, round) => ({ round, value })) });
  const outcome = (name, family, threads, modes, ceiling) => ({ system: { name, family, threads, ceiling }, modes });
  const comparison = () => ({
    ceilings: [{ level: 'relaxed', threads: 1, ...mode(50, 50, 50) }],
    outcomes: [
      outcome('relaxed SIMD, 1 thread', 'ours', 1, { train32: mode(1000, 3000, 4000), infer1: mode(0.2) }, 'relaxed'),
      outcome('PyTorch, native, 1 thread', 'pytorch', 1, { train32: mode(500, 1500, 1000), infer1: mode(0.9) }),
      outcome('PyTorch, native, 2 threads', 'pytorch', 2, { train32: mode(5000, 5000, 5000) }),
      outcome('TensorFlow.js WASM, 1 thread', 'tensorflow', 1, { train32: { cannot: true, samples: [] } }),
      outcome('relaxed SIMD, predictor', 'ours', 1, { infer1: mode(0.1) }),
      outcome('ONNX Runtime Web, 1 thread', 'onnxruntime', 1, { infer1: mode(0.8) }),
      outcome('ONNX Runtime Web, 2 threads', 'onnxruntime', 2, { infer1: mode(0.4) }),
    ],
  });
  const found = (list, what) => list.find((claim) => claim.what.startsWith(what));

  test('are ratios within the rounds, to the best of all peers, of as many threads where those matter', () => {
    const list = claims(comparison());
    const train = found(list, 'train, batch 32, relaxed SIMD, 1 thread');
    assert.equal(train?.value, 2);
    assert.match(train?.what ?? '', /against PyTorch, native, 1 thread$/);
    const predictor = found(list, 'infer, batch 1, relaxed SIMD, predictor');
    assert.equal(predictor?.value, 0.25);
    assert.match(predictor?.what ?? '', /time against ONNX Runtime Web, 2 threads$/);
    assert.equal(found(list, 'infer, batch 1, asked of the worker')?.value, 0.5);
    assert.equal(found(list, 'useful FLOP/s')?.value, (3000 * 19) / 1000 / 50);
  });
  test('are left out where something was not measured or failed', () => {
    const failed = comparison();
    failed.outcomes[1].modes.train32.failed = 'no answer';
    const list = claims(failed);
    assert.equal(found(list, 'train, batch 32, relaxed SIMD, 1 thread'), undefined);
    assert.equal(found(list, 'train, batch 32, relaxed SIMD, 2 threads'), undefined);
    assert.equal(found(list, 'infer, batch 1, asked of the worker')?.value, 0.5);
  });
});

test('the time to an accuracy is that of half of the seeds, for ever where too few get there', () => {
  const run = (...epochs) => ({ epochs: epochs.map(([seconds, accuracy]) => ({ seconds, accuracy })) });
  const result = {
    flop: 2e7,
    images: 50_000,
    runs: [run([5, 0.8], [9, 0.91]), run([6, 0.91]), run([5, 0.8], [8, 0.9])],
  };
  assert.deepEqual(timeTo(result, 0.8), { reached: 3, seconds: 5, tflop: 1 });
  assert.deepEqual(timeTo(result, 0.9), { reached: 3, seconds: 8, tflop: 2 });
  assert.deepEqual(timeTo(result, 0.91), { reached: 2, seconds: 9, tflop: 2 });
  assert.deepEqual(timeTo(result, 0.92), { reached: 0, seconds: Infinity, tflop: Infinity });
});

describe('a system in a process', () => {
  const answering = (code) =>
    processHost([
      process.execPath,
      '-e',
      `
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const request = JSON.parse(line);
      ${code}
    });`,
    ]);

  test('answers calls in turn, and its errors come through', async () => {
    const host = answering(`console.log(JSON.stringify(
      request.call === 'sample' ? { result: request.batch + 1 } : { error: 'no such call' }));`);
    assert.equal(await host.call('sample', { batch: 31 }, 60), 32);
    await assert.rejects(host.call('start', {}, 60), /^Error: no such call$/);
    assert.equal(await host.call('sample', { batch: 1 }, 60), 2);
    await host.close();
  });
  test('that dies is told by its last words', async () => {
    const host = answering(`console.error('first'); console.error('No module named torch'); process.exit(1);`);
    await assert.rejects(host.call('start', {}, 60), /No module named torch/);
    await assert.rejects(host.call('sample', {}, 60), /No module named torch/);
  });
  test('that does not exist is told so', async () => {
    const host = processHost([join(scratch, 'no-such-program')]);
    await assert.rejects(host.call('start', {}, 60), /no-such-program cannot be run: ENOENT/);
  });
  test('that never answers is given up', async () => {
    const host = answering('');
    await assert.rejects(host.call('start', {}, 0.2), Timeout);
    await host.close();
  });
});

describe('the command line', () => {
  test('knows its modes and their defaults', () => {
    const usual = {
      rounds: 5,
      seconds: 1,
      hours: 4,
      networks: ['reference', 'small', 'ready-made', 'strong', 'strongest'],
      json: null,
      npm: null,
    };
    assert.deepEqual(parseOptions([]), { mode: 'compare', ...usual });
    const one = ['--time-to-accuracy', '--network', 'strong'];
    assert.deepEqual(parseOptions(one), { ...usual, mode: 'time-to-accuracy', networks: ['strong'] });
    const { mode, rounds, seconds } = parseOptions(['--quick', '--seconds', '0.25']);
    assert.deepEqual([mode, rounds, seconds], ['quick', 3, 0.25]);
  });
  for (const [args, sentence] of [
    [['--quick', '--memory'], /--quick and --memory exclude each other/],
    [['--rounds', '0'], /--rounds must be a whole number from 1/],
    [['--seconds', 'fast'], /--seconds must be at least 0.1/],
    [['--hours', '0'], /--hours must be above 0/],
    [['--network', 'weak'], /--network must be one of reference, small, ready-made, strong, strongest/],
    [['--fast'], /--fast/],
  ]) {
    test(`refuses ${args.join(' ')}`, () => assert.throws(() => parseOptions(args), sentence));
  }
});

test('tables are aligned Markdown', () => {
  assert.equal(
    table([
      ['a', 'bb'],
      ['ccc', 'd'],
    ]),
    '| a   | bb |\n| --- | -- |\n| ccc | d  |',
  );
});
