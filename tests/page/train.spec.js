// Training, as the visitor watches and steers it.

import { LONG, SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

test.beforeEach(({ room }) => room.open());

/** What the charts show, to be compared. @param {import('./support/room.js').Room} room */
const drawn = (room) => room.charts.evaluateAll((all) => all.map((chart) => chart.querySelector('canvas').toDataURL()));

const progressLine = (/** @type {import('./support/room.js').Room} */ room) =>
  room.training.getByText(/^Epoch \d+ of \d+, /);

test('curves move, and progress is told', async ({ room }) => {
  const empty = await drawn(room);
  await room.startTraining(LONG);
  await expect(progressLine(room)).toHaveText(/^Epoch \d+ of 100, step \d+ of 20$/);
  await expect(room.training.getByText(/^(\d+ min )?\d+ s left$/)).toBeVisible();
  await expect(room.training.getByText(/SIMD.*, \d+ threads?, [\d,]+ images\/s$/)).toBeVisible();
  await expect(room.training.getByText(/^training lately \d\.\d{3}/)).toBeVisible();
  await expect.poll(async () => (await drawn(room)).every((chart, i) => chart !== empty[i])).toBe(true);
  const early = await drawn(room);
  await expect.poll(async () => (await drawn(room)).every((chart, i) => chart !== early[i])).toBe(true);
  await room.stop.click();
});

test('a run ends with its accuracy, and the loss has gone down', async ({ room }) => {
  await room.trainToTheEnd({ Epochs: '2', 'Training images': '1500' });
  await expect(room.trainStatus).toHaveText(/^Finished\. Validation accuracy \d\d\.\d %\.$/);
  await expect(room.trainProgress).toHaveJSProperty('value', 1);
  const rows = (await room.epochRows()).map((row) => row.split('\t'));
  expect(rows.map(([epoch]) => epoch)).toEqual(['1', '2']);
  const [first, second] = rows.map(([, loss]) => Number(loss));
  expect(second).toBeLessThan(first);
});

test('when it has finished, the network is tested: loss, accuracy and a confusion matrix', async ({ room }) => {
  await room.trainToTheEnd({ Epochs: '1', 'Training images': '1000' });
  await expect(room.judgeStatus).toHaveText(/^[\d,]+ of 10,000 test images were classified right\.$/);
  const score = (/** @type {string} */ name) =>
    room.judging.getByRole('term').filter({ hasText: name }).locator('+ dd');
  const accuracy = Number.parseFloat((await score('Test accuracy').textContent()) ?? '');
  expect(accuracy).toBeGreaterThan(30);
  expect(Number((await score('Test loss').textContent()) ?? '')).toBeLessThan(2.3); // less than guessing
  const cells = await room.confusion
    .getByRole('cell')
    .evaluateAll((all) => all.map((cell) => cell.title).filter(Boolean));
  expect(cells).toHaveLength(100);
  const counts = cells.map((title) => Number(title.split(' of ')[0].replace(',', '')));
  expect(counts.reduce((a, b) => a + b)).toBe(10_000);
  const diagonal = counts.filter((_, i) => i % 11 === 0).reduce((a, b) => a + b);
  expect(diagonal / 100).toBeCloseTo(accuracy, 1);
});

test('the confusion matrix is there after each epoch', async ({ room }) => {
  await room.startTraining(LONG);
  const shown = async () => {
    const text = await room.confusion.innerText(); // at once: an epoch may end at any time
    const [sentence = '', epoch] = /From the validation after epoch (\d+)\./.exec(text) ?? [];
    return { epoch, matrix: text.replace(sentence, '') };
  };
  const first = await shown();
  await expect.poll(async () => (await shown()).epoch).not.toBe(first.epoch);
  expect((await shown()).matrix).not.toBe(first.matrix);
  await room.stop.click();
});

test('Pause holds the run, Resume goes on with it', async ({ room }) => {
  await room.startTraining(LONG);
  await expect(progressLine(room)).toHaveText(/step \d\d/);
  await room.pause.click();
  await expect(room.trainStatus).toHaveText(/^Paused\. Epoch/);
  const drawAt = async (/** @type {number} */ x) => {
    await room.clear.click();
    await expect(room.headline()).toHaveCount(0);
    await room.stroke([x, 0.2], [x, 0.8]);
    await room.expectPrediction();
  };
  // A drawing goes to the worker and comes back: all that was on the way when it paused has arrived by then.
  await drawAt(0.3);
  const held = await room.trainProgress.getAttribute('value');
  const curves = await drawn(room);
  // Two more are time enough for a run that does not hold.
  for (const x of [0.5, 0.7]) await drawAt(x);
  expect(await room.trainProgress.getAttribute('value')).toBe(held);
  expect(await drawn(room)).toEqual(curves);
  await room.resume.click();
  await expect(room.pause).toBeVisible();
  await expect.poll(async () => Number(await room.trainProgress.getAttribute('value'))).toBeGreaterThan(Number(held));
  await room.stop.click();
});

test('Stop ends the run and keeps what was learned', async ({ room }) => {
  await room.startTraining(LONG);
  await expect(progressLine(room)).toHaveText(/step [1-9]/);
  await room.stop.click();
  await expect(room.trainStatus).toHaveText(/^Stopped; the weights stay as they are\./);
  await expect(room.train).toBeEnabled();
  await expect(room.stop).toBeDisabled();
  const kept = await room.save('Download model');
  await room.startTraining({ ...LONG, 'Start from': 'current' });
  await expect(progressLine(room)).toHaveText(/step [1-9]/);
  await room.stop.click();
  await expect(room.train).toBeEnabled();
  expect(Buffer.compare(kept, await room.save('Download model'))).not.toBe(0);
});

test('Stop while paused', async ({ room }) => {
  await room.startTraining(LONG);
  await room.pause.click();
  await expect(room.trainStatus).toHaveText(/^Paused\./);
  await room.stop.click();
  await expect(room.trainStatus).toHaveText(/^Stopped;/);
  await room.trainToTheEnd();
});

test('Reset in the middle of a run: fresh weights and empty charts', async ({ room }) => {
  const hint = room.training.getByText('The curves appear here when you press Train.');
  await expect(hint).toBeVisible();
  await room.startTraining(LONG);
  await expect(room.confusion).toContainText('From the validation after epoch');
  await expect(hint).toBeHidden();
  await room.reset.click();
  await expect(room.trainStatus).toHaveText('Ready.');
  await expect(room.train).toBeEnabled();
  await expect(hint).toBeVisible();
  await expect(room.training.getByText(/^training lately \d\.\d{3}/)).toHaveCount(0);
  await expect(room.training.getByText(/fresh random weights/).first()).toBeVisible();
  await expect.poll(async () => Math.max(...((await room.probabilities()) ?? [100]))).toBeLessThan(50);
});

test('the ready-made model can be had back', async ({ room }) => {
  const before = await room.probabilities();
  await expect(room.readyMade).toBeHidden(); // it is in use
  await room.reset.click();
  await expect.poll(() => room.probabilities()).not.toEqual(before);
  await room.readyMade.click();
  await expect.poll(() => room.probabilities()).toEqual(before);
  await expect(room.readyMade).toBeHidden();
});

test('the same seed gives the same run, number for number; another seed another one', async ({ room }) => {
  /** @type {string[][]} */
  const runs = [];
  for (const seed of ['7', '7', '8']) {
    await room.trainToTheEnd({ ...SHORT, Seed: seed });
    runs.push(await room.epochRows());
  }
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).not.toEqual(runs[0]);
});

test('a run that diverges stops by itself, says so, and the network still works', async ({ room }) => {
  await room.set({ ...LONG, 'Learning rate': '10', Optimizer: 'sgd' });
  await room.train.click(); // it may be over before anyone sees it running
  await expect(room.problem).toContainText(/learning rate/i);
  await expect(room.train).toBeEnabled();
  await room.drawTrousers();
  await room.expectPrediction();
  expect(await room.probabilities()).not.toBeNull();
  await room.set({ 'Learning rate': '0.001', Optimizer: 'adam' });
  await room.trainToTheEnd();
  await expect(room.problem).toHaveCount(0);
});

test('Step takes one batch at a time, from the start and while paused', async ({ room }) => {
  await room.set({ Epochs: '2', 'Training images': '96', Seed: '3' });
  for (const step of [1, 2, 3]) {
    await room.step.click();
    await expect(room.trainStatus).toHaveText(`Paused. Epoch 1 of 2, step ${step} of 3`);
    await expect(room.resume).toBeVisible();
  }
  await room.step.click();
  await expect(room.trainStatus).toHaveText('Paused. Epoch 1 of 2, validation step 1 of 16');
  await room.resume.click();
  await expect(room.trainStatus).toContainText('Finished.');
  const byStep = await room.epochRows();
  expect(byStep).toHaveLength(2);
  await room.trainToTheEnd({});
  expect(await room.epochRows()).toEqual(byStep); // the same seed, the same run

  await room.startTraining({ ...LONG });
  await expect(room.step).toBeDisabled();
  await room.pause.click();
  await expect(room.trainStatus).toHaveText(/^Paused\. Epoch/);
  const held = (await room.trainStatus.textContent()) ?? '';
  await room.step.click();
  await expect(room.trainStatus).not.toHaveText(held);
  await expect(room.trainStatus).toHaveText(/^Paused\. Epoch/);
  await room.stop.click();
  await expect(room.trainStatus).toContainText('Stopped;');
});

test('a run that gets no better stops early, and says which epoch it keeps', async ({ room }) => {
  // So few images are soon learned by heart.
  await room.trainToTheEnd({
    Epochs: '100',
    'Training images': '160',
    'Learning rate': '0.005',
    Patience: '1',
  });
  await expect(room.trainStatus).toHaveText(
    /^Finished\. Stopped early\. Epoch \d+ had the lowest validation loss; its weights are the ones that were kept\.$/,
  );
  const rows = (await room.epochRows()).map((row) => row.split('\t').map(Number));
  expect(rows.length).toBeLessThan(100);
  const [last, best] = rows.reverse();
  expect(last[3]).toBeGreaterThanOrEqual(best[3]); // the validation loss
  await expect(room.trainProgress).toHaveJSProperty('value', 1);
});

test('the download before a run can be cancelled', async ({ room, page }) => {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  await page.route('**/train-01-images*', async (route) => {
    await held;
    await route.continue().catch(() => {}); // it may have been cancelled meanwhile
  });
  await room.set(SHORT);
  await room.train.click();
  await room.training.getByRole('button', { name: 'Cancel' }).click();
  await expect(room.trainStatus).toContainText('Cancelled.');
  release();
  await room.trainToTheEnd();
});

test('33 images in batches of 32: reports and epochs tell the same means, also after a saved run', async ({ page }) => {
  const told = await page.evaluate(async () => {
    const { createEngine } = await import(new URL('engine/engine.js', location.href).href);
    const engine = await createEngine({ threads: 1 });
    await engine.newModel(await (await fetch('model/small.json')).json());
    /** A run that takes step by step until it is done. @param {any} options @param {number} steps of them */
    const take = async (options, steps) => {
      const reports = [];
      const saved = [];
      let epoch;
      let arrived = () => {};
      const run = engine.fit({
        ...options,
        paused: true,
        onProgress: (report) => (reports.push(report), arrived()),
        onEpoch: (ended) => (epoch = ended),
      });
      for (let i = 0; i < steps; ++i) {
        const report = new Promise((resolve) => (arrived = resolve));
        await run.step();
        await report;
        saved.push(await engine.saveCheckpoint());
      }
      await run.resume();
      await run.done;
      return { last: reports[steps - 1], epoch, saved };
    };
    const { saved, ...whole } = await take({ settings: { epochs: 1, trainingImages: 33, batchSize: 32 } }, 2);
    await engine.restoreCheckpoint(saved[0]);
    const { last, epoch } = await take({ resume: true }, 1);
    engine.close();
    return [whole, { last, epoch }];
  });
  for (const { last, epoch } of told) {
    expect(last).toMatchObject({ phase: 'training', step: 2, steps: 2, note: '' });
    expect(last.batches.map(({ images }) => images)).toEqual([1]);
    expect(last.loss).toBe(epoch.loss);
    expect(last.accuracy).toBe(epoch.accuracy);
  }
});

test('the curves are told in words, and what to try next is one click away', async ({ room }) => {
  await room.set({ Epochs: '3', 'Training images': '320', 'Batch size': '16' });
  await room.train.click();
  await expect(room.trainStatus).toContainText('Finished.');
  const next = room.training.getByRole('button', { name: /^Try / });
  await expect(
    room.training.getByText(/^(Still learning|Over-fitting|It has levelled off|Hard to tell)/),
  ).toBeVisible();
  const label = (await next.textContent()) ?? '';
  await next.click();
  await expect(room.train).toBeFocused();
  const [, number] = /(\d[\d,.]*)/.exec(label) ?? [];
  const field = label.includes('images') ? 'Training images' : label.includes('rate') ? 'Learning rate' : 'Epochs';
  await expect(room.training.getByLabel(field, { exact: true })).toHaveValue(number.replace(',', ''));
});

test('where the curves say over-fitting, the word is explained', async ({ room, page }) => {
  const word = room.training.getByRole('button', { name: 'What is over-fitting?' });
  await expect(word).toBeHidden();
  await room.preset.selectOption('Small and fast');
  await room.trainToTheEnd({ Epochs: '20', 'Training images': '100', 'Batch size': '10', 'Learning rate': '0.01' });
  await expect(room.training.getByText(/^Over-fitting since epoch \d+: /)).toBeVisible();
  await word.click();
  await expect(page.getByRole('dialog', { name: 'Over-fitting' })).toContainText('it gets better at them');
});
