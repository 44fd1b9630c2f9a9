import { make } from '../../parts/dom.js';
import { counted } from '../../parts/format.js';
import { paintGrey } from '../../parts/grey-image.js';
import { readSamples } from '../../parts/samples.js';
import { batches, shuffle } from './arithmetic.js';
import { pushButton, readout, slider } from './controls.js';

/** Ten images, cut into batches; a press trains on the next one. For “epoch” and “batch”. @type {import('./card.js').Draw} */
export async function draw(place) {
  const samples = await readSamples();
  const strip = make('div', { class: 'theory-strip' });
  strip.setAttribute('aria-hidden', 'true'); // the sentence below says the same
  const told = readout();
  let order = samples;
  let size = 4;
  let epoch = 1;
  let done = 0;

  const pictures = new Map(
    samples.map((sample) => {
      const canvas = make('canvas');
      paintGrey(canvas, sample.pixels);
      return [sample, canvas];
    }),
  );

  function show() {
    const all = batches(order, size);
    strip.replaceChildren(
      ...all.map((batch, i) => {
        const state = i < done - 1 ? 'batch done' : i === done - 1 ? 'batch now' : 'batch';
        return make('div', { class: state }, ...batch.map((sample) => /** @type {Node} */ (pictures.get(sample))));
      }),
    );
    told.textContent =
      done === 0
        ? `Epoch ${epoch}: ${order.length} images in ${all.length} ${all.length === 1 ? 'batch' : 'batches'}, in a new order.`
        : `Epoch ${epoch}, batch ${done} of ${all.length}: ${counted(all[done - 1].length, 'image')}, one step.` +
          (done === all.length ? ' Each image was seen once: the epoch is over.' : '');
  }

  function next() {
    done += 1;
    if (done > batches(order, size).length) {
      order = shuffle(order, Math.random);
      epoch += 1;
      done = 0;
    }
    show();
  }

  const sizes = slider('Batch size', { min: 1, max: samples.length, step: 1, value: size }, String, (value) => {
    size = value;
    epoch = 1;
    done = 0;
    show();
  });
  place.append(strip, sizes.label, pushButton('Next batch', next), told);
  sizes.change();
}
