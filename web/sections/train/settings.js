import { byId } from '../../parts/dom.js';
import { recipeNamed, recipeOf } from '../../lab/recipes.js';

/** @typedef {Required<import('../../engine/engine.js').Settings>} Settings */

/** @typedef {'epochs' | 'trainingImages' | 'batchSize' | 'learningRate' | 'momentum' | 'beta2'
 *   | 'weightDecay' | 'labelSmoothing' | 'patience' | 'seed'} Field */

/** @type {Record<Field, { name: string, whole: boolean, min: number, max: number }>} */
const FIELDS = {
  epochs: { name: 'Epochs', whole: true, min: 1, max: 1000 },
  trainingImages: { name: 'Training images', whole: true, min: 10, max: 60_000 },
  batchSize: { name: 'Batch size', whole: true, min: 1, max: 1024 },
  learningRate: { name: 'Learning rate', whole: false, min: 0.000001, max: 10 },
  momentum: { name: 'Momentum', whole: false, min: 0, max: 0.999 },
  beta2: { name: 'Beta 2', whole: false, min: 0, max: 0.99999 },
  weightDecay: { name: 'Weight decay', whole: false, min: 0, max: 0.99 },
  labelSmoothing: { name: 'Label smoothing', whole: false, min: 0, max: 0.9 },
  patience: { name: 'Patience', whole: true, min: 0, max: 1000 },
  seed: { name: 'Seed', whole: true, min: 0, max: 4_294_967_295 },
};

/** Chosen from a list, in which nothing can be wrong. */
const CHOICES = /** @type {const} */ (['optimizer', 'schedule', 'augmentation']);

/** On or off. */
const SWITCHES = /** @type {const} */ (['flip', 'shift', 'erase', 'figures']);

/** Settings that only some optimizers have. @type {Partial<Record<Field, string[]>>} */
const OPTIMIZERS = { momentum: ['sgd'], beta2: ['adam', 'adamw'], weightDecay: ['adamw'] };

/**
 * The form of training settings.
 * @param {{ onSubmit: () => void }} wires onSubmit: Enter was pressed in a field
 */
export function createSettings({ onSubmit }) {
  const form = byId('train-settings', HTMLFormElement);
  const fieldset = byId('train-settings-fields', HTMLFieldSetElement);
  const recipe = byId('train-recipe-setting', HTMLSelectElement);
  const names = /** @type {Field[]} */ (Object.keys(FIELDS));
  const control = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
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

  const choices = () => [
    ...CHOICES.map((name) => [name, control(name).value]),
    ...SWITCHES.map((name) => [name, control(name).checked]),
  ];

  /** What stands in the form, where it can be understood. @returns {Partial<Settings>} */
  function standing() {
    const values = names.map((name) => [name, parse(control(name).value, FIELDS[name])]);
    const numbers = values.filter(([, value]) => typeof value === 'number');
    return Object.fromEntries([...numbers, ...choices()]);
  }

  /** Says which recipe the settings are. @param {string} name */
  function showRecipe(name) {
    recipe.value = name;
    helpOf(recipe).textContent = recipeNamed(name)?.about ?? 'The settings as you set them.';
  }

  function showOptimizer() {
    for (const [name, optimizers] of Object.entries(OPTIMIZERS)) {
      control(name).disabled = !optimizers.includes(control('optimizer').value);
      check(/** @type {Field} */ (name));
    }
  }

  /** @param {Partial<Settings>} settings those that are left out stay as they are */
  function write(settings) {
    for (const name of [...names, ...CHOICES]) {
      if (settings[name] !== undefined) control(name).value = String(settings[name]);
    }
    for (const name of SWITCHES) control(name).checked = settings[name] ?? control(name).checked;
    showOptimizer();
    names.forEach(check);
    showRecipe(recipeOf(standing()) ?? 'own');
  }

  for (const name of names) control(name).addEventListener('change', () => check(name));
  control('optimizer').addEventListener('change', showOptimizer);
  recipe.addEventListener('change', () => {
    const chosen = recipeNamed(recipe.value);
    if (chosen) write(chosen.settings);
    else showRecipe('own');
  });
  form.addEventListener('input', ({ target }) => {
    if (target !== recipe) showRecipe(recipeOf(standing()) ?? 'own');
  });
  // The form has no button of its own, and without one the browser submits nothing.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    onSubmit();
  });
  write({}); // a browser that reloads the page may have kept what was chosen

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
      return /** @type {Settings} */ (Object.fromEntries([...values, ...choices()]));
    },

    /** The settings as they stand, without those that cannot be understood. */
    standing,

    /** Whether training starts from fresh random weights. */
    startsFresh: () => control('start').value === 'fresh',

    /** The seed as it stands, or 1 while it is none. */
    seed: () => check('seed') ?? 1,

    /** Shows the settings of a run that was loaded. */
    write,

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
  const plain = whole && /^\d{1,3}([, ]\d{3})+$/.test(trimmed) ? trimmed.replace(/[, ]/g, '') : trimmed;
  const value = trimmed ? Number(plain) : NaN;
  if (Number.isNaN(value)) return `Enter ${range}.`;
  if (value < min || value > max || (whole && !Number.isInteger(value))) return `${name} must be ${range}.`;
  return value;
}
