// A browser that computes wrongly, or whose threads do not work: at its start the engine notices, and takes the next build.

import { beforeEngine } from './support/engine-worker.js';
import { SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

/**
 * Runs in the engine's worker: the .wasm gets other instructions of the same length, everywhere or only in its threads.
 * @param {{ from: number[], to: number[], inThreads?: boolean }} change
 */
function replaceInstructions({ from, to, inThreads = false }) {
  const { instantiate } = WebAssembly;
  /** @type {WebAssembly.Module} */
  let threads;
  WebAssembly.instantiate = (bytes, imports) => {
    const code = Uint8Array.from(new Uint8Array(bytes));
    for (let i = 0; i < code.length; ++i) if (from.every((byte, k) => code[i + k] === byte)) code.set(to, i);
    if (!inThreads) return instantiate(code, imports);
    threads = new WebAssembly.Module(code);
    return instantiate(bytes, imports);
  };
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, options) {
    postMessage.call(this, message.wasmModule && threads ? { ...message, wasmModule: threads } : message, options);
  };
}

const RELAXED_MADD = [0xfd, 0x85, 0x02];
const RELAXED_NMADD = [0xfd, 0x86, 0x02];
const MUL = [0xfd, 0xe6, 0x01];
const ADD = [0xfd, 0xe4, 0x01];
/** A trap, and twice nothing. */
const UNREACHABLE = [0x00, 0x01, 0x01];

/** Threads are never heard of. */
function silenceThreads() {
  Worker.prototype.postMessage = () => {};
}

/** Threads stop at once. */
function endThreads() {
  Worker.prototype.postMessage = function () {
    this.dispatchEvent(new ErrorEvent('error', { message: 'no' }));
  };
}

const threads = /SIMD128, [2-9] threads\. The build with relaxed SIMD and threads was left out:/;
const alone =
  /SIMD128, 1 thread\. The build with relaxed SIMD and threads was left out: threads do not work in this browser\./;

/** @type {[name: string, deed: [deed: (argument?: any) => void, argument?: object], about: RegExp][]} */
const BROWSERS = [
  ['whose relaxed SIMD is wrong', [replaceInstructions, { from: RELAXED_MADD, to: RELAXED_NMADD }], threads],
  ['whose relaxed SIMD traps', [replaceInstructions, { from: RELAXED_MADD, to: UNREACHABLE }], threads],
  [
    'whose threads compute wrongly',
    [replaceInstructions, { from: RELAXED_MADD, to: RELAXED_NMADD, inThreads: true }],
    alone,
  ],
  ['whose threads never answer', [silenceThreads], alone],
  ['whose threads stop', [endThreads], alone],
];

for (const [name, deed, about] of BROWSERS) {
  test(`a browser ${name} gets the next build, and About says why`, async ({ room, page, watch }) => {
    watch.allow(/worker sent an error|RuntimeError/); // Emscripten's own words
    await beforeEngine(page, ...deed);
    await room.open();
    await expect(room.about).toContainText(about);
    await room.trainToTheEnd(SHORT);
    await expect(room.problem).toHaveCount(0);
  });
}

test('a browser whose SIMD is wrong altogether is told so, and no probabilities', async ({ room, page }) => {
  await beforeEngine(page, replaceInstructions, { from: MUL, to: ADD });
  await page.goto(room.address);
  await expect(room.problem).toHaveText(/computes wrongly in this browser\. Update the browser/);
  await expect(room.headline()).toHaveCount(0);
});

test('a browser that computes as it should gets the first build, and About has nothing to explain', async ({
  room,
}) => {
  await room.open();
  await expect(room.about).toContainText('relaxed SIMD');
  await expect(room.about).not.toContainText('left out');
});
