import { heading, make } from '../../parts/dom.js';
import { duration, percent } from '../../parts/format.js';
import { svg } from '../../parts/svg.js';
import { differencesInWords } from './differences.js';
import { styleOf } from './overlay.js';

/** @typedef {import('../../lab/runs.js').KeptRun} KeptRun */

/** @type {Record<KeptRun['state'], string>} */
const STATES = {
  running: 'Training',
  finished: 'Finished',
  stopped: 'Stopped',
  diverged: 'Diverged',
  interrupted: 'Interrupted',
};

const validationOf = (/** @type {KeptRun} */ { epochs }) => epochs.at(-1)?.validationAccuracy ?? null;

/** What the rows are sorted by. @type {Record<string, (run: KeptRun) => string | number | null>} */
const SORTS = {
  name: ({ name }) => name,
  began: ({ began }) => began,
  validation: validationOf,
  test: ({ test }) => test?.accuracy ?? null,
  seconds: ({ seconds }) => seconds,
  state: ({ state }) => STATES[state],
};

/** What is not known comes last, either way. @param {string} by @param {boolean} up @returns {(a: KeptRun, b: KeptRun) => number} */
export function order(by, up) {
  const names = new Intl.Collator('en', { numeric: true });
  return (first, second) => {
    const [a, b] = [SORTS[by](first), SORTS[by](second)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const sign = typeof a === 'number' && typeof b === 'number' ? a - b : names.compare(String(a), String(b));
    return up ? sign : -sign;
  };
}

const time = new Intl.DateTimeFormat('en', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/**
 * The kept runs: a row each, chosen by its box, renamed in its field.
 * @param {HTMLTableElement} table
 * @param {object} wires
 * @param {(id: string, chosen: boolean) => void} wires.onChoose
 * @param {(id: string, name: string) => void} wires.onRename
 */
export function createTable(table, { onChoose, onRename }) {
  const body = table.tBodies[0];
  const sorts = [...table.querySelectorAll('button')];
  let [by, up] = ['began', false];
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();
  /** @type {{ list: readonly KeptRun[], chosen: readonly KeptRun[] }} */
  let shown = { list: [], chosen: [] };

  /** @param {KeptRun} run */
  function createRow({ id }) {
    const box = make('input');
    box.type = 'checkbox';
    box.addEventListener('change', () => onChoose(id, box.checked));
    const sample = svg('svg', { width: 20, height: 10, 'aria-hidden': 'true' });
    const stroke = svg('line', { x1: 0, x2: 20, y1: 5, y2: 5 });
    sample.append(stroke);
    const name = make('input', { class: 'runs-name' });
    name.autocomplete = 'off';
    name.maxLength = 60;
    name.addEventListener('change', () => onRename(id, name.value));
    name.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') name.blur();
    });
    const cells = Array.from({ length: 6 }, () => make('td'));
    cells[5].className = 'runs-differs';
    const choose = make('label', { class: 'runs-choose' }, box, sample);
    const row = make('tr', {}, make('td', {}, choose), heading('row', name), ...cells);
    return { row, box, sample, stroke, name, cells };
  }

  /** @param {KeptRun} run @param {KeptRun | null} before */
  function fill(run, before) {
    const parts = rows.get(run.id) ?? createRow(run);
    rows.set(run.id, parts);
    const { row, box, sample, stroke, name, cells } = parts;
    const place = shown.chosen.indexOf(run);
    box.checked = place >= 0;
    box.setAttribute('aria-label', `Choose ${run.name}`);
    row.classList.toggle('chosen', box.checked);
    sample.classList.toggle('none', !box.checked);
    if (box.checked) {
      const { colour, dash } = styleOf(place);
      sample.style.setProperty('--run', `var(${colour})`);
      stroke.setAttribute('stroke-dasharray', dash.join(' '));
    }
    if (document.activeElement !== name) name.value = run.name;
    name.setAttribute('aria-label', `Name of ${run.name}`);
    const validation = validationOf(run);
    const texts = [
      validation === null ? '–' : percent(validation),
      run.test ? percent(run.test.accuracy) : '–',
      duration(run.seconds),
      STATES[run.state],
      time.format(new Date(run.began)),
      differencesInWords(run, before),
    ];
    texts.forEach((text, i) => {
      if (cells[i].textContent !== text) cells[i].textContent = text;
    });
    return row;
  }

  function draw() {
    const { list } = shown;
    const before = new Map(list.map((run, i) => [run.id, list[i - 1] ?? null]));
    for (const [id, { row }] of rows) {
      if (before.has(id)) continue;
      row.remove();
      rows.delete(id);
    }
    const sorted = list.toSorted(order(by, up)).map((run) => fill(run, before.get(run.id) ?? null));
    // A field that moves loses the focus.
    if (sorted.some((row, i) => body.rows[i] !== row)) body.append(...sorted);
  }

  for (const button of sorts) {
    button.addEventListener('click', () => {
      const { sort = by } = button.dataset;
      [by, up] = [sort, sort === by ? !up : sort === 'name' || sort === 'state'];
      for (const other of sorts) {
        const direction = other !== button ? 'none' : up ? 'ascending' : 'descending';
        other.closest('th')?.setAttribute('aria-sort', direction);
      }
      draw();
    });
  }

  return {
    /** @param {readonly KeptRun[]} list in the order in which they began @param {readonly KeptRun[]} chosen */
    show(list, chosen) {
      shown = { list, chosen };
      draw();
    },
  };
}
