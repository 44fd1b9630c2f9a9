// The runs that were made, each with all that it takes to compare it, to use its weights, to go on with it and to
// make it again. They are kept while they go on, so that no crash costs more than ten seconds of them.

import { Batches } from './batches.js';
import { LONGEST_NAME, asKeptRun } from './kept-run.js';
import { Fact } from './news.js';
import { StoreError } from '../store/store.js';

/** @typedef {import('./kept-run.js').KeptRun} KeptRun */
/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./run.js').RunRecord} RunRecord */

/** A run that is on is kept so often, at least. */
const KEEP_MS = 10_000;
/** Of a curve; a chart shows no more. */
const MOST_POINTS = 500;

/** A run is called so until it has a name of its own. */
const named = (/** @type {number} */ number) => `Run ${number}`;

/** @param {string} id */
const recordOf = (id) => `run.${id}.record`;
/** @param {string} id */
const checkpointOf = (id) => `run.${id}.checkpoint`;

export class Runs extends Fact {
  /** In the order in which they began. @type {readonly KeptRun[]} */
  list = [];
  /** Whether those of earlier visits are there. */
  opened = false;
  /** The one that is on or was the last, if it is kept. @type {KeptRun | null} */
  current = null;
  /** How far the run that is on is kept. @type {{ name: string, epoch: number, step: number } | null} */
  kept = null;
  /** Of those that could not be read. @type {unknown} */
  problem = null;

  #engine;
  #run;
  #evaluation;
  #shelf;
  #now;
  /** The record of `current`. @type {RunRecord | null} */
  #record = null;
  /** When `current` was kept, how many of its epochs, and at which step of one. */
  #kept = { time: 0, epochs: 0, step: 0 };
  /** The seconds of `current`, and since when it trains, or null. @type {{ before: number, since: number | null }} */
  #clock = { before: 0, since: null };
  /** One keeping after the other. @type {Promise<void>} */
  #keeping = Promise.resolve();
  /** What is being kept, and whether that is old news by now. */
  #under = { way: false, again: false };
  /** What was removed last. @type {KeptRun | null} */
  removed = null;

  /**
   * @param {import('./news.js').News} news
   * @param {import('../engine/engine.js').Engine} engine
   * @param {Run} run
   * @param {import('./evaluation.js').Evaluation} evaluation
   * @param {import('./shelf.js').Shelf} shelf
   * @param {() => number} [now] ms
   */
  constructor(news, engine, run, evaluation, shelf, now = () => performance.now()) {
    super(news);
    this.#engine = engine;
    this.#run = run;
    this.#evaluation = evaluation;
    this.#shelf = shelf;
    this.#now = now;
    run.follow(() => this.#follow());
    evaluation.follow(() => this.#tested());
  }

  /** Brings those of earlier visits, and of other devices. A run that was on then was interrupted. */
  async open() {
    const names = await this.#shelf.names('run.');
    const records = names.filter((name) => name.endsWith('.record'));
    const kept = await Promise.all(
      records.map((name) => this.#read(name).catch((error) => ((this.problem = error), null))),
    );
    const before = kept.filter((run) => run !== null && !this.find(run.id));
    this.list = [.../** @type {KeptRun[]} */ (before), ...this.list].sort((a, b) => (a.began < b.began ? -1 : 1));
    this.opened = true;
    this.changed();
  }

  /** @param {string} name @returns {Promise<KeptRun>} */
  async #read(name) {
    const run = asKeptRun(await this.#shelf.readJson(name));
    if (!run || recordOf(run.id) !== name) throw new StoreError('damaged', 'A run that was kept is damaged.');
    return run.state === 'running' ? { ...run, state: 'interrupted' } : run;
  }

  /** @param {string} id @returns {KeptRun | null} */
  find(id) {
    return this.list.find((run) => run.id === id) ?? null;
  }

  /** @param {string} id @param {string} name empty for the one that it had at first */
  rename(id, name) {
    const at = this.list.findIndex((run) => run.id === id);
    if (at < 0) return;
    const plain = name.trim().replace(/\s+/g, ' ').slice(0, LONGEST_NAME);
    this.#put({ ...this.list[at], name: plain || named(at + 1) });
    void this.#shelf.writeJson(recordOf(id), this.find(id));
  }

  /** Its weights and record stay until another is removed, so that it can be brought back. @param {string} id */
  async remove(id) {
    const run = this.find(id);
    if (!run || (run === this.current && this.#run.busy)) return;
    const { removed } = this;
    this.removed = run;
    this.list = this.list.filter((other) => other !== run);
    if (this.current === run) [this.current, this.#record] = [null, null];
    this.changedNow();
    if (removed) await this.#shelf.remove(checkpointOf(removed.id));
    await this.#shelf.remove(recordOf(id));
  }

  /** Brings back what was removed last. */
  async undoRemove() {
    const run = this.removed;
    if (!run) return;
    this.removed = null;
    this.list = [...this.list, run].sort((a, b) => (a.began < b.began ? -1 : 1));
    this.changedNow();
    await this.#shelf.writeJson(recordOf(run.id), run);
  }

  /**
   * A run's state, as restoreCheckpoint() takes it.
   * @param {string} id
   * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null where none was kept
   * @throws {import('../store/store.js').StoreError} `damaged`, `newer`
   */
  checkpoint(id) {
    return this.#shelf.read(checkpointOf(id));
  }

  /** A kept run was restored, and is the current one again. @param {string} id */
  resumed(id) {
    if (this.#run.record) this.#begin(this.#run.record, this.find(id));
  }

  /** Waits until what is to be kept is kept. */
  settled() {
    return this.#keeping;
  }

  /** All but the one that is on are forgotten. */
  forget() {
    this.list = this.#run.busy && this.current ? [this.current] : [];
    this.removed = this.problem = null;
    if (!this.list.length) [this.current, this.#record] = [null, null];
    this.changedNow();
  }

  #follow() {
    const { record, state, end, progress } = this.#run;
    // While images are fetched for a run, the record is still that of the one before.
    const isOn = state === 'running' || state === 'paused';
    if (record !== this.#record) {
      this.#record = null;
      this.current = null;
      // A run from a file is kept under its own name by whoever saved it, until it goes on here.
      if (!record || !isOn) return;
      this.#begin(record, null);
    }
    if (!this.current || !record?.network) return;
    if (isOn && this.current.state !== 'running')
      this.#update({ state: 'running', test: null, settings: record.settings });
    const now = this.#now();
    const trains = state === 'running';
    if (trains !== (this.#clock.since !== null)) {
      if (this.#clock.since !== null) this.#clock.before += (now - this.#clock.since) / 1000;
      this.#clock.since = trains ? now : null;
    }
    const ended = state === 'idle' && this.current.state === 'running';
    const due = progress && (record.epochs.length > this.#kept.epochs || now - this.#kept.time >= KEEP_MS);
    if (ended) this.#end(end?.how ?? 'stopped');
    else if ((trains && due) || (state === 'paused' && this.#kept.step !== (progress?.step ?? 0))) this.#keep();
  }

  /** @param {RunRecord} record @param {KeptRun | null} before which goes on; null for a new one */
  #begin(record, before) {
    this.#record = record;
    this.#kept = { time: -Infinity, epochs: record.epochs.length, step: 0 };
    this.kept = null;
    this.#clock = { before: before?.seconds ?? 0, since: null };
    const numbers = this.list.map(({ name }) => Number(/^Run (\d+)$/.exec(name)?.[1] ?? 0));
    const began = new Date().toISOString();
    this.current = before ?? {
      id: this.#newId(),
      name: record.name || named(Math.max(0, ...numbers) + 1),
      began,
      settings: record.settings,
      network: record.network ?? { name: '', input: [28, 28, 1], layers: [] },
      classes: record.classes,
      fresh: record.fresh,
      state: 'running',
      seconds: 0,
      steps: record.steps,
      epochs: [],
      curve: [],
      test: null,
    };
    if (!before) this.list = [...this.list, this.current];
    this.#update({});
  }

  #newId() {
    let time = Date.now();
    while (this.find(time.toString(36))) ++time;
    return time.toString(36);
  }

  /** Keeps the run that is on, as it is at this moment or soon after. */
  #keep() {
    if (!this.current) return;
    if (this.#under.way) {
      this.#under.again = true;
      return;
    }
    this.#under = { way: true, again: false };
    const { id } = this.current;
    this.#kept = { time: this.#now(), epochs: this.#record?.epochs.length ?? 0, step: this.#run.progress?.step ?? 0 };
    const { name } = this.current;
    const { epoch = 1, step = 0 } = this.#run.progress ?? {};
    this.#keeping = this.#keeping.then(async () => {
      try {
        if (await this.#write(id, await this.#engine.checkpointBytes())) this.kept = { name, epoch, step };
        this.changed();
      } catch {
        // The engine has just stopped: what was kept before stays.
      }
      const { again } = this.#under;
      this.#under = { way: false, again: false };
      if (again && this.#run.state === 'paused') this.#keep();
    });
  }

  /** @param {string} how */
  #end(how) {
    const state = how === 'finished' || how === 'diverged' || how === 'stopped' ? how : 'interrupted';
    this.#update({ state });
    const { id } = /** @type {KeptRun} */ (this.current);
    const last = this.#run.last;
    this.#keeping = this.#keeping.then(async () => {
      const checkpoint = last ?? (state === 'finished' ? await this.#engine.checkpointBytes().catch(() => null) : null);
      await this.#write(id, checkpoint);
      this.kept = null;
      this.changed();
      await this.#shelf.settle(recordOf(id), checkpointOf(id));
    });
  }

  /** @param {string} id @param {Uint8Array<ArrayBuffer> | null} checkpoint handed over @returns {Promise<boolean>} whether it is kept */
  async #write(id, checkpoint) {
    if (id === this.current?.id) this.#update({});
    const run = this.find(id);
    if (!run) return false; // removed meanwhile
    void this.#shelf.persist();
    if (checkpoint && !(await this.#shelf.write(checkpointOf(id), checkpoint))) return false;
    return this.#shelf.writeJson(recordOf(id), run);
  }

  /** The weights in use were tested; they may be those of the current run. */
  #tested() {
    const { result } = this.#evaluation;
    const { current } = this;
    if (!result || !current || current.test || this.#run.busy || this.#run.end?.how !== 'finished') return;
    const { accuracy, loss, confusion } = result;
    this.#update({ test: { accuracy, loss, confusion: [...confusion] } });
    this.#keeping = this.#keeping.then(async () => void (await this.#write(current.id, null)));
  }

  /** What has become known of the current run. @param {Partial<KeptRun>} news */
  #update(news) {
    if (!this.current || !this.#record) return;
    const { before, since } = this.#clock;
    const { epochs, batches, network, classes } = this.#record;
    this.#put({
      ...this.current,
      network: network ?? this.current.network,
      classes: network ? classes : this.current.classes,
      seconds: before + (since === null ? 0 : (this.#now() - since) / 1000),
      epochs: [...epochs],
      curve: batches.points(MOST_POINTS),
      ...news,
    });
  }

  /** @param {KeptRun} run in place of the one with its id */
  #put(run) {
    this.list = this.list.map((other) => (other.id === run.id ? run : other));
    if (this.current?.id === run.id) this.current = run;
    this.changed();
  }
}

/** The batches of a kept run, for its record. @param {KeptRun} run */
export function batchesOf(run) {
  const batches = new Batches();
  batches.add(run.curve);
  return batches;
}
