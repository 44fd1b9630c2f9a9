import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { join } from 'node:path';
import { settingsModule } from '../../tools/lib/settings-table.mjs';
import { DEFAULT_SETTINGS, SETTINGS } from '../../web/engine/engine.js';
import { ROOT, run, runShell } from './support.mjs';

/** What the program says of its settings, as JSON Schema. */
async function schema() {
  const { status, stdout, stderr } = await run(['settings']);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

test('the settings of the page are those of the program', async () => {
  const written = readFileSync(join(ROOT, 'web/engine/settings-table.js'), 'utf8');
  assert.equal(
    written,
    settingsModule(await schema()),
    'web/engine/settings-table.js is not what src/training/settings_table.cpp says: run tools/settings',
  );
});

test('the module that is written holds all that the program says, and cannot be changed', async () => {
  const { properties } = await schema();
  assert.deepEqual(JSON.parse(JSON.stringify(SETTINGS)), properties);
  const parts = Object.values(SETTINGS).flatMap((setting) => [setting, ...Object.values(setting)]);
  for (const part of [SETTINGS, DEFAULT_SETTINGS, ...parts]) assert.ok(Object.isFrozen(part));
  const defaults = Object.entries(properties).map(([name, setting]) => [name, setting.default]);
  assert.deepEqual({ ...DEFAULT_SETTINGS }, Object.fromEntries(defaults));
});

test('the module is told of in words: what stands in it is what the program says', () => {
  const text = settingsModule({
    properties: {
      rate: {
        title: 'Rate',
        description: "Size of a step, at the schedule's peak",
        type: 'number',
        default: 0.5,
        exclusiveMinimum: 0,
        maximum: 1000,
        optimizers: ['sgd'],
      },
      order: { title: 'Order', description: 'How', type: 'string', default: 'a\\b', enum: ['a\\b', 'c'] },
      fast: { title: 'Fast', description: 'Whether', type: 'boolean', default: false },
    },
  });
  assert.match(text, /^\/\/ Written by tools\/settings /);
  assert.match(
    text,
    / \* @property \{number\} \[rate\] Size of a step, .* peak; above 0 and at most 1,000; default 0\.5\n/,
  );
  assert.match(text, / \* @property \{'a\\\\b' \| 'c'\} \[order\] How; default a\\b\n/);
  assert.match(text, / \* @property \{boolean\} \[fast\] Whether; default false\n/);
  assert.match(text, /description: "Size of a step, at the schedule's peak",\n/);
  assert.match(text, /optimizers: Object\.freeze\(\['sgd'\]\),\n/);
});

test('train takes every setting, by its name in the style of a shell', async () => {
  const { stdout } = await run(['train', '--help']);
  const help = stdout.replace(/\s+/g, ' ');
  for (const [name, setting] of Object.entries((await schema()).properties)) {
    const flag = name === 'trainingImages' ? 'images' : name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    const words = setting.type === 'boolean' ? '[^-]*' : '[^(]*\\(default ([^)]+)\\)';
    const found = new RegExp(`--${flag}(?: [A-Z]+|\\{true\\}) ${words}`).exec(help);
    assert.ok(found?.[0].includes(setting.description), `--${flag}: ${found}`);
    if (setting.type === 'boolean') continue;
    assert.equal(typeof setting.default === 'number' ? Number(found[1]) : found[1], setting.default);
  }
});

test('a whole number is typed in digits alone', async () => {
  for (const text of ['60.000', '6e1', '1_000', '1,000', '0x40', '64.0']) {
    const { status, stderr } = await run(['train', '--images', text]);
    assert.equal(status, 2, text);
    assert.match(stderr, /Training images must be a whole number from 10 to 60000/);
  }
});

test('bytes that are no text are no setting', async () => {
  for (const option of ['--schedule=', '--learning-rate=', '--epochs=', '--flip=']) {
    const { status, stderr } = await runShell(`train ${option}$(printf '\\377')`);
    assert.notEqual(status, 0, option);
    assert.match(stderr, /must be (one of|a number|a whole number|true or false)/, option);
  }
});
