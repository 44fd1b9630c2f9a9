import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { blockJpeg, png, pngHeader } from './pictures.mjs';
import { DENSE, TRAINING, makeDataset, run, scratchFolder, writeJson } from './support.mjs';

const folder = scratchFolder();
const model = join(folder, 'model.safetensors');
const predict = (...args) => run(['predict', '--model', model, ...args]);

function image(name, bytes) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** An L on a ground: no turn and no mirroring leaves it as it was. */
const isL = (x, y) => x >= 1 && y >= 1 && y <= 6 && (x <= 2 || (x <= 4 && y >= 5));
const WIDTH = 6,
  HEIGHT = 8; // in blocks of 8 pixels
const shade = (x, y) => (isL(x, y) ? 40 : 250);
const photo = () => png(8 * WIDTH, 8 * HEIGHT, (x, y) => shade(x >> 3, y >> 3));
const drawing = () => png(8 * WIDTH, 8 * HEIGHT, (x, y) => (isL(x >> 3, y >> 3) ? 220 : 0));

before(async () => {
  const { status, stderr } = await run([
    'train',
    '--network',
    writeJson(folder, 'dense.json', DENSE),
    '--data',
    makeDataset(join(folder, 'data')),
    '--epochs',
    '2',
    '--images',
    String(TRAINING),
    '--output',
    model,
  ]);
  assert.equal(status, 0, stderr);
});

test('ten probabilities as bars, under the name of the class', async () => {
  const path = image('l.png', drawing());
  const { status, stdout, stderr } = await predict('--drawing', '--show', path);
  assert.equal(status, 0, stderr);
  const bars = [...stdout.matchAll(/^ {2}(\S.{10}) ([█▏▎▍▌▋▊▉ ]{30}) +([\d.]+) %$/gm)];
  assert.equal(bars.length, 10);
  const shares = bars.map((bar) => Number(bar[3]));
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share) - 100) < 0.6);
  const top = bars[shares.indexOf(Math.max(...shares))];
  assert.equal(stdout.split('\n')[0], `${path}: ${top[1].trim()}`);
  bars.forEach((bar, i) => assert.ok(Math.abs((bar[2].match(/█/g) ?? []).length - shares[i] * 0.3) <= 1));
  assert.equal(
    stdout
      .split('\n')
      .slice(1, 29)
      .filter((line) => /^[ ░▒▓█]{56}$/.test(line)).length,
    28,
  );
});

test('--json says the same for a program', async () => {
  const { status, stdout } = await predict('--drawing', '--json', '--show', image('l.png', drawing()));
  assert.equal(status, 0);
  const [result] = JSON.parse(stdout);
  assert.equal(result.empty, false);
  assert.equal(result.kind, 'drawing');
  const entries = Object.entries(result.probabilities);
  assert.equal(entries.length, 10);
  assert.ok(Math.abs(entries.reduce((sum, [, p]) => sum + p, 0) - 1) < 1e-5);
  assert.equal(entries.sort((one, other) => other[1] - one[1])[0][0], result.class);
  assert.equal(result.pixels.length, 784);
  assert.ok(Math.max(...result.pixels) > 150, 'the garment is light');
  assert.equal(result.pixels[27], 0, 'the ground is black');
});

test('lines on white are recognised as a drawing, a filled shape is a photo', async () => {
  const onFrame = (x, y) => Math.max(Math.abs(x - 60), Math.abs(y - 60)) >> 2 === 10;
  const paths = [
    image(
      'lines.png',
      png(120, 120, (x, y) => (onFrame(x, y) ? 20 : 255)),
    ),
    image('filled.png', photo()),
  ];
  const results = JSON.parse((await predict('--json', '--show', ...paths)).stdout);
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ['drawing', 'photo'],
  );
  assert.equal(results[0].pixels[14 * 28 + 14], 0, 'the frame is not filled');
  assert.ok(results[0].pixels[14 * 28] > 200, 'its lines are light');
});

test('an empty picture predicts nothing and says so', async () => {
  const path = image(
    'empty.png',
    png(40, 40, () => 0),
  );
  const { status, stdout } = await predict('--drawing', path);
  assert.equal(status, 0);
  assert.match(stdout, /empty\.png: nothing to see/);
  assert.deepEqual(JSON.parse((await predict('--drawing', '--json', path)).stdout), [{ file: path, empty: true }]);
});

test('a JPEG is turned as its EXIF data says', async () => {
  // Which upright block (of the WIDTH × HEIGHT) is stored at (x, y); EXIF 2.3, "Orientation".
  const upright = {
    1: (x, y) => [x, y],
    2: (x, y) => [WIDTH - 1 - x, y],
    3: (x, y) => [WIDTH - 1 - x, HEIGHT - 1 - y],
    4: (x, y) => [x, HEIGHT - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y) => [WIDTH - 1 - y, x],
    7: (x, y) => [WIDTH - 1 - y, HEIGHT - 1 - x],
    8: (x, y) => [y, HEIGHT - 1 - x],
  };
  const paths = [image('upright.png', photo())];
  const grid = (width, height, level) =>
    Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => level(x, y)));
  paths.push(image('plain.jpg', blockJpeg(grid(WIDTH, HEIGHT, shade))));
  for (const [orientation, at] of Object.entries(upright)) {
    const [width, height] = orientation >= 5 ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
    const blocks = grid(width, height, (x, y) => shade(...at(x, y)));
    for (const bigEndian of [false, true]) {
      const jpeg = blockJpeg(blocks, { orientation: Number(orientation), bigEndian });
      paths.push(image(`${orientation}${bigEndian}.jpg`, jpeg));
    }
  }
  const { status, stdout, stderr } = await predict('--json', '--show', ...paths);
  assert.equal(status, 0, stderr);
  const [expected, ...others] = JSON.parse(stdout);
  assert.ok(expected.pixels.some((pixel) => pixel > 100));
  for (const other of others) assert.deepEqual(other.pixels, expected.pixels, other.file);
  const [sideways] = JSON.parse(
    (
      await predict(
        '--json',
        '--show',
        image('sideways.jpg', blockJpeg(grid(WIDTH, HEIGHT, shade), { orientation: 6 })),
      )
    ).stdout,
  );
  assert.notDeepEqual(sideways.pixels, expected.pixels);
});

test('a file that is no good image is refused by name; the others are still looked at', async () => {
  const good = image('good.png', photo());
  const cases = [
    ['text.png', Buffer.from('not an image'), /not a PNG, JPEG, BMP or GIF/],
    ['empty.jpg', Buffer.alloc(0), /not a PNG, JPEG, BMP or GIF/],
    ['cut.png', photo().subarray(0, 100), /damaged or cut short/],
    ['huge.png', pngHeader(12_000, 12_000), /12,000 × 12,000 pixels, too many/],
    ['none.png', pngHeader(0, 5), /\.$/m],
  ];
  for (const [name, bytes, reason] of cases) {
    const { status, stdout, stderr } = await predict(image(name, bytes), good);
    assert.equal(status, 1, name);
    assert.match(stderr, new RegExp(`^fitting-room: .*${name}: `));
    assert.match(stderr, reason);
    assert.match(stdout, /good\.png: /);
  }
  const missing = await predict(join(folder, 'missing.png'));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /missing\.png cannot be opened: no such file/);
});

test('pictures of one pixel and of one line do no harm', async () => {
  for (const [width, height] of [
    [1, 1],
    [1, 4000],
    [4000, 1],
  ]) {
    const path = image(
      'thin.png',
      png(width, height, (x, y) => (x + y) % 256),
    );
    for (const kind of [[], ['--drawing']]) {
      const { status, stdout, stderr } = await predict('--json', ...kind, path);
      if (status === 0) assert.equal(JSON.parse(stdout).length, 1);
      else assert.match(stderr, /^fitting-room: .*thin\.png: [A-Z].*\.\n$/);
    }
  }
});

test('cut and bit-flipped image files do no harm', async () => {
  const jpeg = blockJpeg(
    [
      [10, 200, 30],
      [250, 250, 90],
    ],
    { orientation: 6 },
  );
  const paths = [];
  for (const [extension, bytes] of [
    ['jpg', jpeg],
    ['png', png(9, 7, (x, y) => 20 * x + y)],
  ]) {
    for (let at = 0; at < bytes.length; ++at) {
      const flipped = Buffer.from(bytes);
      flipped[at] ^= 1 << (at % 8);
      paths.push(image(`cut-${at}.${extension}`, bytes.subarray(0, at)));
      paths.push(image(`flipped-${at}.${extension}`, flipped));
    }
  }
  const { status, stdout, stderr } = await predict('--json', ...paths);
  assert.equal(status, 1);
  const refused = stderr.trim().split('\n');
  for (const line of refused) assert.match(line, /^fitting-room: .*(cut|flipped)-\d+\.(jpg|png): [A-Z].*\.$/);
  assert.equal(JSON.parse(stdout).length + refused.length, paths.length);
});
