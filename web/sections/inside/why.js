import { offerClasses } from '../../parts/classes.js';
import { byId, make } from '../../parts/dom.js';
import { percent } from '../../parts/format.js';
import { IMAGE_SIDE } from '../../engine/engine.js';
import { heatToImage, warmestPlace } from './heat.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { argmax } from '../../parts/rank.js';

/** @typedef {import('../../engine/engine.js').HeatMethod} HeatMethod */

const EXPLANATIONS = {
  'grad-cam':
    'Grad-CAM follows the class’s score back to the maps of the last convolution: where those on which the score depends are bright, the picture is warm.',
  occlusion:
    'Occlusion asks again and again, with a black square of 5 × 5 laid over each part in turn: where covering lowers the probability, the picture is warm; where it raises it, cool.',
};

/**
 * Which parts of the picture speak for a class: a heat map over it.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {import('../../parts/classes.js').Named} classes
 * @param {() => void} again asks for another show()
 */
export function createWhy(engine, classes, again) {
  const form = byId('inside-why-form', HTMLFormElement);
  const wanted = byId('inside-why-class', HTMLSelectElement);
  const canvas = byId('inside-why-picture', HTMLCanvasElement);
  const words = byId('inside-why-words', HTMLParagraphElement);
  const method = byId('inside-why-method', HTMLParagraphElement);
  const problem = byId('inside-why-problem', HTMLDivElement);
  const answer = make('option', { text: 'The network’s answer' });
  answer.value = 'top';
  wanted.append(answer);
  /** The names that are offered. @type {readonly string[]} */
  let names = [];

  function offer() {
    if (names !== classes.names) offerClasses(wanted, (names = classes.names));
  }
  offer();

  const chosen = () => /** @type {HeatMethod} */ (new FormData(form).get('why-method'));

  function explain() {
    method.textContent = EXPLANATIONS[chosen()];
  }

  form.addEventListener('change', () => {
    explain();
    again();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  explain();

  /** @param {string} name @param {Float32Array} heat @param {number} probability */
  function describe(name, heat, probability) {
    if (chosen() === 'occlusion' && percent(probability) === percent(0))
      return `${name} has ${percent(0)}, which covering cannot lower. Choose a likelier class, or Grad-CAM, which looks at the score before the softmax.`;
    const place = warmestPlace(heat);
    const chance = `${name} (${percent(probability)})`;
    if (place === null) return `Nothing in the picture speaks for ${chance}.`;
    const where = `What speaks most for ${chance} is ${place === 'middle' ? 'in the middle' : `at the ${place}`}`;
    if (chosen() === 'grad-cam') return `${where}.`;
    const points = 100 * Math.max(...heat);
    const most = points < 0.1 ? 'less than 0.1' : `up to ${points.toFixed(1)}`;
    return `${where}: covering a part of it lowers the probability by ${most} percentage points.`;
  }

  return {
    /** How long to wait until the next show(), in ms: occlusion asks 785 times. */
    rest: () => (chosen() === 'occlusion' ? 1000 : 100),

    /**
     * @param {Uint8Array | null} pixels what the network sees
     * @param {ArrayLike<number> | null} probabilities that it gives
     */
    async show(pixels, probabilities) {
      clearProblem(problem);
      offer();
      if (!pixels || !probabilities) {
        canvas.getContext('2d')?.clearRect(0, 0, IMAGE_SIDE, IMAGE_SIDE);
        words.textContent = 'There is nothing in the picture. Draw a garment or pick a picture above.';
        return;
      }
      const top = argmax(probabilities);
      const index = wanted.value === 'top' ? top : Number(wanted.value);
      answer.textContent = `The network’s answer: ${names[top]}`;
      try {
        const heat = await engine.heatMap(pixels, { class: index, method: chosen() });
        canvas.getContext('2d')?.putImageData(heatToImage(pixels, heat), 0, 0);
        words.textContent = describe(names[index], heat, probabilities[index]);
      } catch (error) {
        canvas.getContext('2d')?.clearRect(0, 0, IMAGE_SIDE, IMAGE_SIDE);
        words.textContent = '';
        showProblem(problem, error);
      }
    },
  };
}
