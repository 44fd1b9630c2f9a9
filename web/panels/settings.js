import { byId } from '../parts/dom.js';

/**
 * @typedef {object} Settings
 * @property {number} epochs
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {number} trainingImages
 * @property {number} seed
 * @property {'adam' | 'sgd'} optimizer
 * @property {number} momentum
 */

/** @typedef {'epochs' | 'trainingImages' | 'batchSize' | 'learningRate' | 'momentum' | 'seed'} Field */

/** @type {Record<Field, { name: string, whole: boolean, min: number, max: number }>} */
const FIELDS = {
  epochs: { name: 'Epochs', whole: true, min: 1, max: 1000 },
  trainingImages: { name: 'Training images', whole: true, min: 10, max: 60_000 },
  batchSize: { name: 'Batch size', whole: true, min: 1, max: 1024 },
  learningRate: { name: 'Learning rate', whole: false, min: 0.000001, max: 10 },
  momentum: { name: 'Momentum', whole: false, min: 0, max: 0.999 },
  seed: { name: 'Seed', whole: true, min: 0, max: 4_294_967_295 },
};

/**
 * The form of training settings.
 * @param {{ onSubmit: () => void }} wires onSubmit: Enter was pressed in a field
 */
export function createSettings({ onSubmit }) {
  const form = byId('settings', HTMLFormElement);
  const fieldset = byId('settings-fields', HTMLFieldSetElement);
  const names = /** @type {Field[]} */ (Object.keys(FIELDS));
  const control = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const optimizer = control('optimizer');
  /** The explanation under each field, whose place an error takes. @type {Map<Field, string>} */
  const helps = new Map(names.map((name) => [name, helpOf(control(name)).textContent ?? '']));

  /** Checks one field and says what is wrong. @param {Field} name */
  function check(name) {
    const input = control(name);
    const result = parse(input.value, FIELDS[name]);
    const wrong = typeof result === 'string' && !input.disabled;
    const help = helpOf(input);
    help.textContent = wrong ? result : (helps.get(name) ?? '');
    help.classList.toggle('wrong', wrong);
    input.setAttribute('aria-invalid', String(wrong));
    return wrong ? null : typeof result === 'string' ? 0 : result;
  }

  for (const name of names) control(name).addEventListener('change', () => check(name));
  optimizer.addEventListener('change', () => {
    control('momentum').disabled = optimizer.value !== 'sgd';
    check('momentum');
  });
  // The form has no button of its own, and without one the browser submits nothing.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    onSubmit();
  });

  return {
    /** The settings, or null when one is wrong: it then says so and has the focus. @returns {Settings | null} */
    read() {
      const values = names.map((name) => /** @type {const} */ ([name, check(name)]));
      const wrong = values.find(([, value]) => value === null);
      if (wrong) {
        const input = control(wrong[0]);
        const more = input.closest('details');
        if (more) more.open = true;
        input.focus();
        return null;
      }
      return /** @type {Settings} */ ({
        ...Object.fromEntries(values),
        optimizer: optimizer.value,
      });
    },

    /** Whether training starts from fresh random weights. */
    startsFresh: () => control('start').value === 'fresh',

    /** The seed as it stands, or 1 while it is none. */
    seed: () => check('seed') ?? 1,

    /** Shows the settings of a run that was loaded. @param {Settings} settings */
    write(settings) {
      for (const name of names) {
        if (settings[name] !== undefined) control(name).value = String(settings[name]);
      }
      optimizer.value = settings.optimizer;
      control('momentum').disabled = settings.optimizer !== 'sgd';
      names.forEach(check);
    },

    /** A run keeps the settings that it started with. @param {boolean} locked */
    lock(locked) {
      fieldset.disabled = locked;
    },
  };
}

/** @param {HTMLElement} input */
function helpOf(input) {
  return byId(input.getAttribute('aria-describedby') ?? '', HTMLParagraphElement);
}

/**
 * @param {string} text
 * @param {{ name: string, whole: boolean, min: number, max: number }} field
 * @returns {number | string} the number, or the sentence that says what is wrong
 */
function parse(text, { name, whole, min, max }) {
  const format = (/** @type {number} */ n) => n.toLocaleString('en', { maximumFractionDigits: 6 });
  const range = `a ${whole ? 'whole number' : 'number'} from ${format(min)} to ${format(max)}`;
  const trimmed = text.trim();
  const plain =
    whole && /^\d{1,3}([, ]\d{3})+$/.test(trimmed) ? trimmed.replace(/[, ]/g, '') : trimmed;
  const value = trimmed ? Number(plain) : NaN;
  if (Number.isNaN(value)) return `Enter ${range}.`;
  if (value < min || value > max || (whole && !Number.isInteger(value)))
    return `${name} must be ${range}.`;
  return value;
}
