// A tiny collection to train on beside the data set: photos in folders, drawings as strokes.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { png } from './pictures.mjs';
import { DENSE, writeJson } from './support.mjs';

/** A dark shape on white. @param {(x: number, y: number) => boolean} inside of 40 × 40 */
const photo = (inside) => png(40, 40, (x, y) => (inside(x, y) ? 40 + ((x * y) % 50) : 255));

const SHAPES = {
  'T-shirt_top': [(x, y) => y > 8 && y < 32 && x > 12 && x < 28, (x, y) => y > 5 && y < 35 && x > 10 && x < 30],
  trouser: [(x, y) => y > 4 && y < 36 && Math.abs(Math.abs(x - 20) - 6) < 4],
  shoes: [(x, y) => y > 22 && y < 32 && x > 4 && x < 36],
  'other-hat': [(x, y) => (x - 20) ** 2 + (y - 20) ** 2 < 150, (x, y) => (x - 20) ** 2 + (y - 20) ** 2 < 60],
};

/** @param {string} folder is made, with a folder for each class. @returns {string} folder */
export function makePhotos(folder) {
  for (const [name, shapes] of Object.entries(SHAPES)) {
    mkdirSync(join(folder, name), { recursive: true });
    shapes.forEach((inside, i) => writeFileSync(join(folder, name, `${i}.png`), photo(inside)));
  }
  writeFileSync(join(folder, 'README.md'), "What stands beside the folders is nobody's class.\n");
  return folder;
}

const square = (side) => [
  [0, side, side, 0, 0],
  [0, 0, side, side, 0],
];

/** Two of clothes, as our own files have them; one as Quick, Draw! publishes them. */
export const DRAWINGS = [
  {
    class: 'Bag',
    word: 'handbag',
    strokes: [
      square(200),
      [
        [60, 60, 140, 140],
        [0, -50, -50, 0],
      ],
    ],
  },
  {
    class: 'ankle boot',
    strokes: [
      [
        [0, 0, 120, 120, 60, 60, 0],
        [0, 150, 150, 90, 80, 0, 0],
      ],
    ],
  },
  {
    word: 'hat',
    countrycode: 'VE',
    timestamp: '2017-03-02 23:25:10.07453 UTC',
    recognized: true,
    drawing: [
      [
        [10, 90, 90, 10, 10],
        [10, 10, 50, 50, 10],
        [0, 40, 80, 120, 160],
      ],
      [
        [0, 100],
        [50, 50],
        [200, 260],
      ],
    ],
  },
];

/** @param {string} path @param {unknown[]} drawings @returns {string} path */
export function writeDrawings(path, drawings = DRAWINGS) {
  writeFileSync(path, drawings.map((drawing) => `${JSON.stringify(drawing)}\n`).join(''));
  return path;
}

/** A recipe of one epoch, beside its network. @returns {string} the file */
export function writeRecipe(folder, name, changes = {}) {
  writeJson(folder, 'recipe-network.json', DENSE);
  return writeJson(folder, name, {
    network: 'recipe-network.json',
    settings: {
      epochs: 1,
      batchSize: 50,
      trainingImages: 200,
      learningRate: 0.01,
      augmentation: 'photo-and-drawing',
      flip: true,
    },
    perBatch: { photos: 4, drawings: 3, otherPhotos: 1, otherDrawings: 2, scribbles: 1, noise: 1 },
    ...changes,
  });
}
