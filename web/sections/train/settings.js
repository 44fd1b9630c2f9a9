import { SETTINGS } from '../../engine/engine.js';
import { FAST, NOTEBOOK, OPENING, STRONG, STRONGEST, recipeNamed, recipeOf } from '../../lab/recipes.js';
import { byId, composing } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';
import { readSetting } from '../../parts/number.js';
import { stepsInWords } from './words.js';

/** @typedef {Required<import('../../engine/engine.js').Settings>} Settings */

/** @typedef {import('../../engine/engine.js').Setting} Setting */
/** @typedef {keyof Settings} Name */

const TABLE = /** @type {Record<Name, Setting>} */ (SETTINGS);
const NAMES = /** @type {Name[]} */ (Object.keys(SETTINGS));
const isNumber = (/** @type {Name} */ name) => ['integer', 'number'].includes(TABLE[name].type);
/** Typed in; the others are chosen from a list, or on or off: nothing can be wrong with them. */
const NUMBERS = NAMES.filter(isNumber);
const CHOICES = NAMES.filter((name) => TABLE[name].type === 'string');
const SWITCHES = NAMES.filter((name) => TABLE[name].type === 'boolean');

/** What is said of each recipe. @type {Record<import('../../lab/recipes.js').RecipeName | 'own', string>} */
const ABOUT = {
  first: `${integer(OPENING.trainingImages)} of the images in ${OPENING.epochs} epochs; the steps grow, then shrink, and dropout drops less.`,
  notebook: `Small steps of one size, on ${integer(NOTEBOOK.trainingImages)} of the images.`,
  fast: `All ${integer(FAST.trainingImages)} images in ${FAST.epochs} epochs; the steps grow, then shrink.`,
  drawings: 'Learns outlines, too, in some minutes. For the network “Ready-made CNN” in Build.',
  strong: `Twelve times all ${integer(STRONG.trainingImages)} images, half of them mirrored. It takes some minutes.`,
  strongest: `All images ${STRONGEST.epochs} times, half of them mirrored, half of them partly covered. It takes half an hour or more.`,
  own: 'The settings as you set them.',
};

/**
 * The form of training settings.
 * @param {{ onSubmit: () => void }} wires onSubmit: Enter was pressed in a field
 */
export function createSettings({ onSubmit }) {
  const form = byId('train-settings', HTMLFormElement);
  const fieldset = byId('train-settings-fields', HTMLFieldSetElement);
  const steps = byId('train-steps', HTMLParagraphElement);
  const recipe = byId('train-recipe-setting', HTMLSelectElement);
  const control = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  /** The explanation under each field, whose place an error takes. @type {Map<Name, string>} */
  const helps = new Map(NUMBERS.map((name) => [name, helpOf(control(name)).textContent ?? '']));

  /** Checks one field and says what is wrong. @param {Name} name */
  function check(name) {
    const input = control(name);
    const result = readSetting(input.value, TABLE[name]);
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
  function understood() {
    const values = NUMBERS.map((name) => [name, readSetting(control(name).value, TABLE[name])]);
    const numbers = values.filter(([, value]) => typeof value === 'number');
    return Object.fromEntries([...numbers, ...choices()]);
  }

  /** Says which recipe the settings are. @param {keyof typeof ABOUT} name */
  function showRecipe(name) {
    recipe.value = name;
    helpOf(recipe).textContent = ABOUT[name];
  }

  /** What follows from the settings as they stand. */
  function showWhatFollows() {
    const values = understood();
    const { trainingImages, batchSize } = values;
    steps.textContent = trainingImages && batchSize ? stepsInWords(trainingImages, batchSize) : '';
    showRecipe(recipeOf(values) ?? 'own');
  }

  function showOptimizer() {
    for (const name of NUMBERS) {
      const { optimizers } = TABLE[name];
      control(name).disabled = optimizers !== undefined && !optimizers.includes(control('optimizer').value);
      check(name);
    }
  }

  /** @param {Partial<Settings>} settings those that are left out stay as they are */
  function write(settings) {
    for (const name of [...NUMBERS, ...CHOICES]) {
      if (settings[name] !== undefined) control(name).value = String(settings[name]);
    }
    for (const name of SWITCHES) control(name).checked = Boolean(settings[name] ?? control(name).checked);
    showOptimizer();
    showWhatFollows();
  }

  for (const name of NUMBERS) control(name).addEventListener('change', () => check(name));
  control('optimizer').addEventListener('change', showOptimizer);
  recipe.addEventListener('change', () => {
    const chosen = recipeNamed(recipe.value);
    if (chosen) write(chosen);
    else showRecipe('own');
  });
  form.addEventListener('input', ({ target }) => {
    if (target !== recipe) showWhatFollows();
  });
  // The form has no button of its own, and without one the browser submits nothing.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || composing(event) || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    onSubmit();
  });
  for (const name of NUMBERS) control(name).defaultValue = String(OPENING[name]);
  for (const name of CHOICES) {
    const list = /** @type {HTMLSelectElement} */ (form.elements.namedItem(name));
    for (const option of list.options) option.defaultSelected = option.value === OPENING[name];
  }
  for (const name of SWITCHES) control(name).defaultChecked = Boolean(OPENING[name]);
  write({}); // a browser that reloads the page may have kept what was chosen

  return {
    /** The settings, or null when one is wrong: it then says so and has the focus. @returns {Settings | null} */
    read() {
      const values = NUMBERS.map((name) => /** @type {const} */ ([name, check(name)]));
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

    /** The settings as they stand; of one that cannot be understood, that of the first recipe. @returns {Settings} */
    standing: () => ({ ...OPENING, ...understood() }),

    /** Whether training starts from fresh random weights. */
    startsFresh: () => control('start').value === 'fresh',

    /** Lets it start from fresh random weights. */
    startFresh() {
      control('start').value = 'fresh';
    },

    /** The seed as it stands, or the default while it is none. */
    seed: () => check('seed') ?? OPENING.seed,

    /** Whether these stand in the form. @param {Settings} settings */
    are(settings) {
      const values = understood();
      return NAMES.every((name) => values[name] === settings[name]);
    },

    /** Shows the settings of another run. */
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
