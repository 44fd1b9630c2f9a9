// What the command line's tests share: running it, and a tiny data set that is quick to learn.

import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';
import { gzipSync } from 'node:zlib';
import { IMAGE_PIXELS, IMAGE_SIDE } from '../../web/engine/image.js';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');
const PROGRAM = resolve(ROOT, process.env.FITTING_ROOM_CLI ?? 'build/native/fitting-room');

/** A folder for one test file's files, gone when its tests are done. */
export function scratchFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'fitting-room-cli-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Variables that a developer may have set must not decide a test. */
const environment = { ...process.env, FITTING_ROOM_DATA: '' };

/**
 * Runs the program to its end.
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string }} [options]
 * @returns {Promise<{ status: number, stdout: string, stderr: string }>}
 */
export function run(args, options) {
  return execute(PROGRAM, args, options);
}

/** The same, with arguments as a shell reads them: they need not be text. @param {string} args */
export function runShell(args) {
  return execute('sh', ['-c', `exec "$0" ${args}`, PROGRAM]);
}

/** @param {string} file @param {string[]} args @param {{ env?: Record<string, string>, cwd?: string }} [options] */
function execute(file, args, { env = {}, cwd = ROOT } = {}) {
  return new Promise((done, fail) => {
    execFile(file, args, { env: { ...environment, ...env }, cwd }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number')
        fail(error); // not found, or ended by a signal
      else done({ status: error ? error.code : 0, stdout, stderr });
    });
  });
}

/** Starts the program; the caller talks to it. @param {string[]} args */
export function start(args) {
  return spawn(PROGRAM, args, { env: environment, cwd: ROOT });
}

/** A network that trains in no time. */
export const DENSE = {
  name: 'Dense only',
  input: [28, 28, 1],
  layers: [{ type: 'Flatten' }, { type: 'Dense', units: 10, activation: 'softmax' }],
};

/** One with every kind of layer, small enough for a test. */
export const SMALL_CNN = {
  name: 'Small CNN',
  input: [28, 28, 1],
  layers: [
    { type: 'Conv2D', filters: 4, kernel: 3, activation: 'relu' },
    { type: 'MaxPool2D', pool: 4 },
    { type: 'Dropout', rate: 0.25 },
    { type: 'Flatten' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
};

/** @param {string} folder @param {string} name @param {unknown} value @returns {string} the file */
export function writeJson(folder, name, value) {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

/** Image `index` shows its class (index modulo 10) as a bright band, on noise. */
function drawImage(index, pixels) {
  const band = 3 + 2 * (index % 10);
  let noise = index + 1;
  for (let i = 0; i < IMAGE_PIXELS; ++i) {
    noise = (noise * 1103515245 + 12345) % 2 ** 31;
    const row = Math.floor(i / IMAGE_SIDE);
    pixels[i] = ((noise >> 16) % 60) + (row === band || row === band + 1 ? 180 : 0);
  }
}

/** IDX files of images [first, first + count). @returns {{ images: Buffer, labels: Buffer }} */
export function makeIdx(first, count) {
  const images = Buffer.alloc(16 + count * IMAGE_PIXELS);
  const labels = Buffer.alloc(8 + count);
  [0x803, count, IMAGE_SIDE, IMAGE_SIDE].forEach((word, at) => images.writeUInt32BE(word, 4 * at));
  [0x801, count].forEach((word, at) => labels.writeUInt32BE(word, 4 * at));
  for (let i = 0; i < count; ++i) {
    drawImage(first + i, images.subarray(16 + i * IMAGE_PIXELS, 16 + (i + 1) * IMAGE_PIXELS));
    labels[8 + i] = (first + i) % 10;
  }
  return { images, labels };
}

/** What the trainer validates on, whatever the number of training images. */
export const VALIDATION = 2000;
/** Training images in makeDataset(). */
export const TRAINING = 200;

/**
 * Writes a data set of four IDX files. Its test images are those that a run on all TRAINING images
 * validates on, so that evaluating must give what the run's history says.
 * @param {string} folder is made. @param {{ gzip?: boolean }} [options] @returns {string} folder
 */
export function makeDataset(folder, { gzip = true } = {}) {
  mkdirSync(folder, { recursive: true });
  const write = (name, bytes) =>
    writeFileSync(join(folder, name + (gzip ? '.gz' : '')), gzip ? gzipSync(bytes, { level: 1 }) : bytes);
  const train = makeIdx(0, TRAINING + VALIDATION);
  const test = makeIdx(TRAINING, VALIDATION);
  write('train-images-idx3-ubyte', train.images);
  write('train-labels-idx1-ubyte', train.labels);
  write('t10k-images-idx3-ubyte', test.images);
  write('t10k-labels-idx1-ubyte', test.labels);
  return folder;
}
