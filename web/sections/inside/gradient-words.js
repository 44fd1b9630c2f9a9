// What a check of the gradients says: how far both ways lie apart, and why they do. Plain arithmetic, no page.

import { counted } from '../../parts/format.js';

/** @typedef {import('../../engine/engine.js').CheckedGradient} CheckedGradient */
/** @typedef {import('../../engine/engine.js').CheckedLayer} CheckedLayer */

/** By how much of itself a number in float32 may be rounded. */
const FLOAT32 = 2 ** -24;
/** So much of a gradient the loss may bend between the two sides of a difference. */
const BEND = 0.02;

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

/** "0.0012", "4.1 × 10⁻⁷", "−0.5". @param {number} value */
export function gradientText(value) {
  if (value !== 0 && Math.abs(value) < 1e-4) {
    const [mantissa, exponent] = value.toExponential(1).split('e');
    const raised = [...String(Math.abs(Number(exponent)))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
    return `${mantissa} × 10⁻${raised}`.replace(/^-/, '−');
  }
  return value.toPrecision(3).replace(/^-/, '−');
}

/** A relative error as "0.31 %". @param {number} error */
export const errorText = (error) => `${digits.format(100 * error)} %`;

/** @param {CheckedGradient} gradient */
export const kinksOf = ({ reluKinks, poolingKinks }) => reluKinks + poolingKinks;

/**
 * How far the two ways lie apart, by the size of the gradients: |a − n| / max(|a|, |n|), in the Euclidean norm.
 * @param {CheckedGradient[]} gradients
 */
export function relativeError(gradients) {
  const norm = (/** @type {(gradient: CheckedGradient) => number} */ of) => Math.hypot(...gradients.map(of));
  const size = Math.max(
    norm(({ analytic }) => analytic),
    norm(({ numerical }) => numerical),
  );
  return size === 0 ? 0 : norm(({ analytic, numerical }) => analytic - numerical) / size;
}

/**
 * By how much float32 rounds the logits, and so the loss, which comes from their differences.
 * @param {CheckedLayer} layer
 */
const rounding = ({ loss, largestLogit }) => FLOAT32 * Math.max(loss, largestLogit);

/**
 * Whether a gradient is as its difference says, as well as that can be known: across a kink it cannot.
 * @param {CheckedGradient} gradient
 * @param {CheckedLayer} layer
 */
export function agrees(gradient, layer) {
  const { analytic, numerical } = gradient;
  const allowed = rounding(layer) / layer.step + BEND * Math.max(Math.abs(analytic), Math.abs(numerical));
  return kinksOf(gradient) > 0 || Math.abs(analytic - numerical) <= allowed;
}

/** "1 unit opened or shut its ReLU", "2 units opened or shut their ReLU". @param {CheckedGradient[]} gradients */
function kinksInWords(gradients) {
  const sum = (/** @type {(gradient: CheckedGradient) => number} */ of) => gradients.reduce((n, g) => n + of(g), 0);
  const relu = sum(({ reluKinks }) => reluKinks);
  const pooling = sum(({ poolingKinks }) => poolingKinks);
  const parts = [];
  if (relu > 0) parts.push(`a unit’s ReLU opened or shut ${counted(relu, 'time')}`);
  if (pooling > 0) parts.push(`the winner of a window of max pooling changed ${counted(pooling, 'time')}`);
  return parts.join(', and ');
}

/**
 * What the check found, and why the two ways do not agree to the last digit.
 * @param {CheckedLayer[]} layers
 * @returns {{ found: string, why: string }}
 */
export function checkInWords(layers) {
  const all = layers.flatMap(({ parameters }) => parameters.flatMap(({ gradients }) => gradients));
  if (all.length === 0) return { found: 'This network has nothing to train, and so no gradients.', why: '' };
  const wrong = layers.flatMap((layer) =>
    layer.parameters.flatMap(({ gradients }) => gradients.filter((gradient) => !agrees(gradient, layer))),
  );
  const smooth = all.filter((gradient) => kinksOf(gradient) === 0);
  const kinked = all.filter((gradient) => kinksOf(gradient) > 0);

  const found = [];
  if (smooth.length > 0)
    found.push(
      `Where the loss is smooth (${counted(smooth.length, 'number')}), the two ways differ by ` +
        `${errorText(relativeError(smooth))}.`,
    );
  if (kinked.length > 0)
    found.push(
      `Across kinks (${counted(kinked.length, 'number')}), ${smooth.length > 0 ? '' : 'the two ways differ '}by ` +
        `${errorText(relativeError(kinked))}.`,
    );
  if (wrong.length > 0)
    found.push(
      `${counted(wrong.length, 'number')} without a kink ${wrong.length === 1 ? 'differs' : 'differ'} by more than float32 explains.`,
    );

  const [layer] = layers;
  const way = 2 * layer.step;
  const why = [
    `It is not zero because float32 keeps some seven digits: the logits, of up to ` +
      `${layer.largestLogit.toFixed(1)}, are rounded by up to ±${gradientText(rounding(layer))}, and so is the loss. ` +
      `Divided by the small way between the two sides, ${gradientText(way)}, that becomes up to ` +
      `±${gradientText(rounding(layer) / way)}.`,
  ];
  if (kinked.length > 0)
    why.push(`Between the two sides ${kinksInWords(kinked)}: there the loss has a kink, which no derivative tells of.`);
  return { found: found.join(' '), why: why.join(' ') };
}
