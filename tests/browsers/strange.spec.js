// Browsers that are set up in their own way.

import { SHORT } from '../page/support/room.js';
import { expect, fixture, test } from './support/test.js';

test('Firefox, resisting fingerprinting: learns, sees what is picked and drawn, and tells what it cannot read', async ({
  visit,
}) => {
  const visitor = await visit('Firefox', { preferences: { 'privacy.resistFingerprinting': true } });
  await visitor.samples.click();
  await visitor.predictions.expectText(/Right: its label is /);

  await visitor.drawTrousers();
  await visitor.tool('Fill');
  await visitor.stroke([0.5, 0.3]);
  await visitor.part('button', 'Undo').click();
  await visitor.expectPrediction('Trouser');
  const drawing = await visitor.saveDrawing();
  await visitor.clear();
  await visitor.give('Upload image', 'mine.svg', drawing);
  await visitor.trying.expectText(/Your drawing from mine\.svg\./);
  await visitor.expectPrediction('Trouser');

  await visitor.give('Upload image', 'mine.png', fixture('trouser.png'));
  await visitor.trying
    .part('alert')
    .expectText(/guards against fingerprinting.*noise.*Allow this page to read its canvas/);
  await visitor.expectPrediction('Trouser'); // of the drawing, which is still there
  await visitor.trainToTheEnd(SHORT); // by a clock of 100 ms
});

test('Firefox, with noise in the lowest bits of every canvas: reads photos', async ({ visit }) => {
  const preferences = {
    'privacy.fingerprintingProtection': true,
    'privacy.fingerprintingProtection.overrides': '-AllTargets,+CanvasRandomization',
  };
  const visitor = await visit('Firefox', { preferences });
  const noise = await visitor.driver.run(() => {
    const context = document.createElement('canvas').getContext('2d');
    const greys = Array.from({ length: 300 * 150 }, (_, i) => (i * 37) % 256);
    greys.forEach((grey, i) => {
      context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
      context.fillRect(i % 300, Math.floor(i / 300), 1, 1);
    });
    const { data } = context.getImageData(0, 0, 300, 150);
    return greys.map((grey, i) => Math.abs(grey - data[4 * i]));
  });
  expect(Math.max(...noise)).toBeGreaterThan(0); // or this browser is no such one
  await visitor.clear();
  await visitor.give('Upload image', 'mine.jpg', fixture('lying.jpg'));
  await visitor.expectPrediction('Trouser');
});

test('Firefox, in private windows alone: learns', async ({ visit }) => {
  const preferences = { 'browser.privatebrowsing.autostart': true };
  const visitor = await visit('Firefox', {
    headers: false,
    preferences,
    allowed: /sw\.js|serviceWorker|operation is insecure/i,
  });
  await visitor.trainToTheEnd(SHORT);
});

test('WebKitGTK, in the language “C”: learns', async ({ visit }) => {
  const visitor = await visit('WebKitGTK', { lang: 'C.UTF-8' });
  const language = await visitor.driver.run(() => Reflect.get(Navigator.prototype, 'language', navigator));
  expect(language).toBe('C'); // or this browser is no such one
  await visitor.trainToTheEnd(SHORT);
});
