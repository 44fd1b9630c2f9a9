// What is kept survives whatever happens while the next value is written.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { Slots } from '../../web/store/slots.js';

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text);
const sha256 = async (/** @type {Uint8Array[]} */ ...parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const textOf = (/** @type {Uint8Array | null} */ value) => value && new TextDecoder().decode(value);

/** A disk in memory, whose next writing may go wrong. */
class Disk {
  /** @type {Map<string, Uint8Array>} */
  files = new Map();
  /** What becomes of the next writing. @type {((file: string, bytes: Uint8Array) => void) | null} */
  fault = null;

  read = async (/** @type {string} */ file) => this.files.get(file) ?? null;
  async write(/** @type {string} */ file, /** @type {Uint8Array} */ value) {
    const { fault } = this;
    this.fault = null;
    if (fault) fault(file, value);
    else this.files.set(file, value.slice());
  }
  async remove(/** @type {string} */ file) {
    this.files.delete(file);
  }
  size = async (/** @type {string} */ file) => this.files.get(file)?.length ?? 0;
  list = async () => [...this.files.keys()];
}

/** @type {Disk} */
let disk;
/** @type {Slots} */
let slots;
/** As after the browser was closed. */
const reopen = () => (slots = new Slots(disk, sha256));

beforeEach(() => {
  disk = new Disk();
  reopen();
});

test('the newest of many values is read, also after the tab was closed', async () => {
  assert.equal(await slots.read('run'), null);
  for (let i = 1; i <= 5; ++i) await slots.write('run', bytes(`value ${i}`));
  assert.equal(textOf(await slots.read('run')), 'value 5');
  reopen();
  assert.equal(textOf(await slots.read('run')), 'value 5');
  await slots.write('run', bytes('value 6'));
  assert.equal(textOf(await reopen().read('run')), 'value 6');
  assert.equal(disk.files.size, 2);
});

test('a value cut at any byte leaves the one before', async () => {
  await slots.write('run', bytes('first'));
  await slots.write('run', bytes('second'));
  const before = new Map(disk.files);
  const whole = before.get('run.1').length;
  for (let cut = 0; cut < whole; ++cut) {
    disk.files = new Map(before);
    reopen();
    disk.fault = (file, value) => {
      disk.files.set(file, value.slice(0, cut));
      throw new Error('power cut');
    };
    await assert.rejects(slots.write('run', bytes('third!')), /power cut/);
    assert.equal(textOf(await reopen().read('run')), 'second');
    await slots.write('run', bytes('fourth'));
    assert.equal(textOf(await reopen().read('run')), 'fourth');
  }
});

test('a full disk and a file that was never flushed leave the value before, and the next may succeed', async () => {
  await slots.write('run', bytes('first'));
  disk.fault = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  await assert.rejects(slots.write('run', bytes('second')), { name: 'QuotaExceededError' });
  assert.equal(textOf(await slots.read('run')), 'first');
  // The system said that it was written, and then lost it: zeros, as some file systems leave them.
  disk.fault = (file, value) => void disk.files.set(file, new Uint8Array(value.length));
  await slots.write('run', bytes('third'));
  assert.equal(textOf(await reopen().read('run')), 'first');
});

test('any flipped bit of the newest value leads to the one before; of both, to a sentence', async () => {
  await slots.write('run', bytes('first'));
  await slots.write('run', bytes('second'));
  const newest = disk.files.get('run.1').slice();
  // The version's byte apart: a larger one is a newer page's.
  for (let at = 0; at < newest.length; ++at) {
    if (at === 7) continue;
    const broken = newest.slice();
    broken[at] ^= 4;
    disk.files.set('run.1', broken);
    assert.equal(textOf(await reopen().read('run')), 'first', `byte ${at}`);
  }
  disk.files.get('run.0')[60 - 12] ^= 1;
  await assert.rejects(reopen().read('run'), { code: 'damaged' });
  await slots.write('run', bytes('new'));
  assert.equal(textOf(await reopen().read('run')), 'new');
});

test('what a newer version has written is neither read nor touched', async () => {
  await slots.write('run', bytes('first'));
  disk.files.get('run.0')[7] = 2;
  const before = new Map(disk.files);
  reopen();
  await assert.rejects(slots.read('run'), { code: 'newer', message: /newer version of this page/ });
  await assert.rejects(slots.write('run', bytes('older')), { code: 'newer' });
  assert.deepEqual(disk.files, before);
});

test('names, settling, removing and forgetting', async () => {
  for (const name of ['b', 'a.one', 'a.one']) await slots.write(name, bytes(name));
  assert.deepEqual(await slots.names(), ['a.one', 'b']);
  assert.equal(disk.files.size, 3);
  const sized = async () =>
    assert.equal(
      await slots.size(),
      [...disk.files.values()].reduce((sum, { length }) => sum + length, 0),
    );
  await sized();
  await slots.write('a.one', bytes('a.one, longer'));
  disk.fault = (file, value) => {
    disk.files.set(file, value.slice(0, 3));
    throw new Error('half a file');
  };
  await assert.rejects(slots.write('b', bytes('b, longer')));
  await sized();
  await slots.write('a.one', bytes('a.one'));
  await slots.settle('a.one');
  await slots.settle('b');
  await sized();
  assert.equal(disk.files.size, 2);
  assert.equal(textOf(await reopen().read('a.one')), 'a.one');
  await slots.write('a.one', bytes('again'));
  assert.equal(textOf(await reopen().read('a.one')), 'again');
  await slots.remove('a.one');
  assert.deepEqual(await slots.names(), ['b']);
  assert.equal(await slots.read('a.one'), null);
  await slots.clear();
  assert.deepEqual(await slots.names(), []);
  await assert.rejects(slots.write('../run', bytes('')), TypeError);
});
