// The arithmetic behind Judge: against scikit-learn (tools/fixtures/classification.py) and against sums done by hand.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  answersOf,
  behindCell,
  expectedCalibrationError,
  macroAverage,
  reliability,
  scoresByClass,
  surestMistakes,
} from '../../web/parts/metrics.js';

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

describe('as scikit-learn has it', () => {
  const fixture = JSON.parse(readFileSync(new URL('../fixtures/classification.json', import.meta.url), 'utf8'));
  const answers = answersOf(fixture);

  test('precision, recall, F1 and support of each class, and their macro averages', () => {
    const scores = scoresByClass(fixture.confusion);
    assert.equal(scores.length, 4);
    scores.forEach(({ precision, recall, f1, support }, k) => {
      near(precision ?? 0, fixture.precision[k]); // scikit-learn was told to say 0 for what cannot be told
      near(recall, fixture.recall[k]);
      near(f1, fixture.f1[k]);
      assert.equal(support, fixture.support[k]);
    });
    assert.equal(scores[3].precision, null);
    const macro = macroAverage(scores);
    [macro.precision, macro.recall, macro.f1].forEach((value, i) => near(value, fixture.macro[i]));
    assert.equal(macro.support, fixture.labels.length);
  });

  test('the answers make up the confusion matrix', () => {
    for (let label = 0; label < 4; label++) {
      for (let predicted = 0; predicted < 4; predicted++) {
        assert.equal(behindCell(answers, label, predicted).length, fixture.confusion[label * 4 + predicted]);
      }
    }
  });

  test('the reliability diagram and the calibration error', () => {
    const bins = reliability(answers, fixture.bins);
    assert.equal(bins.length, fixture.bins);
    const filled = bins.filter(({ count }) => count > 0);
    assert.deepEqual(
      filled.map(({ count }) => count),
      fixture.filledBins.count,
    );
    filled.forEach(({ accuracy, confidence, from, to }, i) => {
      near(accuracy, fixture.filledBins.accuracy[i]);
      near(confidence, fixture.filledBins.confidence[i]);
      assert.ok(from < confidence && confidence <= to);
    });
    near(expectedCalibrationError(bins), fixture.calibrationError);
  });
});

describe('done by hand', () => {
  // Five images of two classes: two right with 0.9 and 0.6, one right with 1, two wrong with 0.8 and 0.6.
  const judged = {
    probabilities: new Float32Array([0.9, 0.1, 0.6, 0.4, 0, 1, 0.8, 0.2, 0.4, 0.6]),
    labels: new Uint8Array([0, 0, 1, 1, 0]),
  };
  const answers = answersOf(judged);

  test('answers', () => {
    assert.deepEqual(
      answers.map(({ predicted }) => predicted),
      [0, 0, 1, 0, 1],
    );
    assert.deepEqual(
      answers.map(({ label }) => label),
      [0, 0, 1, 1, 0],
    );
    assert.equal(answers[2].probability, 1);
  });

  test('scores: 2 of 3 taken for the first class belong to it, and 2 of its 3 were found', () => {
    const [first, second] = scoresByClass([2, 1, 1, 1]);
    near(first.precision, 2 / 3);
    near(first.recall, 2 / 3);
    near(first.f1, 2 / 3);
    near(second.precision, 1 / 2);
    near(second.f1, 1 / 2);
  });

  test('two bins: the lower one is empty, the upper one is right in 3 of 5 and 0.78 sure', () => {
    const [lower, upper] = reliability(answers, 2);
    assert.equal(lower.count, 0);
    assert.equal(upper.count, 5);
    near(upper.accuracy, 0.6);
    assert.ok(Math.abs(upper.confidence - 0.78) < 1e-7); // float32
    assert.ok(Math.abs(expectedCalibrationError([lower, upper]) - 0.18) < 1e-7);
    // As float32, 0.6 and 0.8 lie just above the ends of the third and the fourth of five bins.
    assert.deepEqual(
      reliability(answers, 5).map(({ count }) => count),
      [0, 0, 0, 2, 3],
    );
  });

  test('bins hold their upper end, as with (0.5, 0.75]', () => {
    const bins = reliability(answersOf({ probabilities: [0.5, 0.5, 0.75, 0.25, 1, 0], labels: [0, 0, 0] }), 4);
    assert.deepEqual(
      bins.map(({ count }) => count),
      [0, 1, 1, 1],
    );
  });

  test('mistakes and cells come with the surest first, equal ones in order', () => {
    assert.deepEqual(
      surestMistakes(answers).map(({ index }) => index),
      [3, 4],
    );
    assert.deepEqual(
      behindCell(answers, 0, 0).map(({ index }) => index),
      [0, 1],
    );
    assert.deepEqual(
      behindCell(answers, 0, 1).map(({ index }) => index),
      [4],
    );
    const even = answersOf({ probabilities: [0, 1, 0, 1], labels: [0, 0] });
    assert.deepEqual(
      surestMistakes(even).map(({ index }) => index),
      [0, 1],
    );
  });

  test('nothing judged', () => {
    assert.equal(expectedCalibrationError(reliability([], 15)), 0);
    assert.deepEqual(scoresByClass([0, 0, 0, 0])[0], { precision: null, recall: null, f1: null, support: 0 });
  });
});
