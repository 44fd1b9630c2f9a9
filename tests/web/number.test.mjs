import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeInWords, readNumber } from '../../web/parts/number.js';

/**
 * What is read where a whole number is asked for, and where any number is.
 * @type {Record<string, [whole: unknown, decimal: unknown]>}
 */
const READ = {
  3: [3, 3],
  ' 32 ': [32, 32],
  '+7': [7, 7],
  '-1': [-1, -1],
  '−1': [-1, -1],
  '007': [7, 7],
  60000: [60000, 60000],
  9007199254740991: [9007199254740991, 9007199254740991],

  // One decimal sign, point or comma.
  0.25: [0.25, 0.25],
  '0,25': [0.25, 0.25],
  ',5': [0.5, 0.5],
  '.5': [0.5, 0.5],
  '5.': [5, 5],
  1.5: [1.5, 1.5],
  '3,0': [3, 3],
  '0,004': [0.004, 0.004],
  0.004: [0.004, 0.004],
  '00,004': [0.004, 0.004],
  '0,9995': [0.9995, 0.9995],
  '1234,567': [1234.567, 1234.567],

  // Full-width digits and signs, and the marks of Japanese keyboards.
  '６４': [64, 64],
  '０．００１': [0.001, 0.001],
  '０，００１': [0.001, 0.001],
  '0。001': [0.001, 0.001],
  '0、01': [0.01, 0.01],
  '－１': [-1, -1],
  '１０，０００': [10000, '“１０，０００” can be read as 10000 or as 10. Type the one that you mean.'],

  // Groups that can be nothing else.
  '60 000': [60000, 60000],
  '60\u00a0000': [60000, 60000],
  '60\u202f000': [60000, 60000],
  '60\u2009000': [60000, 60000],
  '６０　０００': [60000, 60000],
  "60'000": [60000, 60000],
  '60’000': [60000, 60000],
  '1,234,567': [1234567, 1234567],
  '1.234.567': [1234567, 1234567],
  '-1.234.567': [-1234567, -1234567],
  '1,234.5': [1234.5, 1234.5],
  '1.234,5': [1234.5, 1234.5],
  '1 234,5': [1234.5, 1234.5],
  "1'234.567": [1234.567, 1234.567],

  // One mark and three digits: as the page writes, or a question.
  '10,000': [10000, '“10,000” can be read as 10000 or as 10. Type the one that you mean.'],
  '1,125': [1125, '“1,125” can be read as 1125 or as 1.125. Type the one that you mean.'],
  '60.000': ['“60.000” can be read as 60000 or as 60. Type the one that you mean.', 60],
  ' 1.500 ': ['“1.500” can be read as 1500 or as 1.5. Type the one that you mean.', 1.5],
  '-1.500': ['“-1.500” can be read as -1500 or as -1.5. Type the one that you mean.', -1.5],
  '6０．000': ['“6０．000” can be read as 60000 or as 60. Type the one that you mean.', 60],

  // Exponents are of numbers that need them.
  '1e-3': [null, 0.001],
  '1E-3': [null, 0.001],
  '1e−3': [null, 0.001],
  '2,5e-4': [null, 0.00025],
  '1e2': [null, 100],
  '1e400': [null, Infinity],
  '5e-324': [null, 5e-324],

  // No numbers.
  '': [null, null],
  ' ': [null, null],
  '-': [null, null],
  '.': [null, null],
  ',': [null, null],
  many: [null, null],
  '0x40': [null, null],
  '0b11': [null, null],
  Infinity: [null, null],
  NaN: [null, null],
  '1e': [null, null],
  e5: [null, null],
  '--1': [null, null],
  '- 1': [null, null],
  '1 2': [null, null],
  '1 0000': [null, null],
  '0,001,000': [null, null],
  '1,00,000': [null, null],
  '1,234,56': [null, null],
  '1,234.567,8': [null, null],
  '1,234 567': [null, null],
  '1..5': [null, null],
  '1,,000': [null, null],
  '10²': [null, null],
  '½': [null, null],
  '①': [null, null],
  三: [null, null],
  '3 images': [null, null],
  '60k': [null, null],
  '5 %': [null, null],
};

test('a number is read as it was meant, asked about, or refused', () => {
  for (const [text, [whole, decimal]] of Object.entries(READ)) {
    assert.deepEqual(readNumber(text, true), whole, `“${text}” for a whole number`);
    assert.deepEqual(readNumber(text, false), decimal, `“${text}” for a number`);
  }
});

test('whatever number is written for the visitor is read back', () => {
  const numbers = [0, 1, 10, 1.125, 0.001, 0.9995, 1e-7, 1e-300, 5e-324, 0.1 + 0.2, 1 / 3, 9.999999999999998];
  for (const number of numbers) assert.equal(readNumber(String(number), false), number);
  for (const number of [0, 1, 60_000, 2 ** 53 - 1]) {
    assert.equal(readNumber(String(number), true), number);
    assert.equal(readNumber(number.toLocaleString('en'), true), number);
  }
});

test('what a question offers is read without a question', () => {
  for (const [text, readings] of Object.entries(READ)) {
    readings.forEach((sentence, i) => {
      const offered = typeof sentence === 'string' && /read as (\S+) or as (\S+)\. /.exec(sentence);
      for (const number of offered ? offered.slice(1) : []) {
        assert.equal(readNumber(number, i === 0), Number(number), `${number}, of “${text}”`);
      }
    });
  }
});

test('ranges are told with their ends', () => {
  assert.equal(rangeInWords({ minimum: 10, maximum: 60_000 }), 'from 10 to 60,000');
  assert.equal(rangeInWords({ minimum: 0, exclusiveMaximum: 1 }), 'from 0 to below 1');
  assert.equal(rangeInWords({ exclusiveMinimum: 0, maximum: 10 }), 'above 0 and at most 10');
  assert.equal(rangeInWords({ exclusiveMinimum: 0, exclusiveMaximum: 0.5 }), 'above 0 and below 0.5');
});
