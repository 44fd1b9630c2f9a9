// Drawings as SVG files: any viewer shows them, and this page restores them mark by mark.
//
// A file has a line for each mark, with its numbers in data attributes and its looks beside them. It is
// taken for a drawing only if each line is what would be written for these numbers: what another
// program has changed is an image as any other, and shows what its author sees.

import { areaPath } from './fill-areas.js';
import { IMAGE_SIDE } from '../../engine/engine.js';
import { round, strokePaths } from './stroke-path.js';

/** @typedef {import('../../engine/engine.js').Drawing} Drawing */
/** @typedef {import('../../engine/engine.js').Mark} Mark */

/** The side of the canvas in pixels. */
export const DRAWING_SIDE = 336;

const HEAD = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="336" height="336" viewBox="0 0 336 336"',
  '  fill="none" stroke-linecap="round" stroke-linejoin="round">',
  '<title>A drawing made in Fitting Room</title>',
  '<rect width="336" height="336" fill="#000"/>',
];
const END = '</svg>';

/** What the engine takes: larger files are no drawings of this page. */
const MOST_POINTS = 100_000;
const FARTHEST = 10_000;
const WIDEST = 128;

/**
 * @param {Drawing} drawing
 * @param {(fill: Mark) => string | undefined} areaOf a fill as an SVG path
 * @returns {string} SVG
 */
export function writeDrawing({ base, marks }, areaOf) {
  const lines = marks.map((mark) => (mark.kind === 'stroke' ? strokeLine(mark) : fillLine(mark, areaOf(mark) ?? '')));
  return [...HEAD, ...(base ? [baseLine(base)] : []), ...lines, END, ''].join('\n');
}

/**
 * @param {string} svg
 * @returns {Drawing | null} null for anything but a drawing as writeDrawing() gives it
 */
export function readDrawing(svg) {
  const lines = svg.trim().split(/\r?\n/);
  const head = lines.splice(0, HEAD.length);
  if (head.join() !== HEAD.join() || lines.pop() !== END) return null;
  const base = readBase(lines[0]);
  if (base) lines.shift();

  /** @type {Mark[]} */
  const marks = [];
  let count = 0;
  for (const line of lines) {
    const mark = readStroke(line) ?? readFill(line);
    if (!mark) return null;
    marks.push(mark);
    count += mark.points.length / 3;
  }
  if (count > MOST_POINTS) return null;
  return base ? { base, marks } : { marks };
}

/** @param {number} grey 0 to 255 */
const colour = (grey) => `#${byte(grey).repeat(3)}`;

/** @param {number} value 0 to 255 */
const byte = (value) => value.toString(16).padStart(2, '0');

/** @param {Mark} stroke */
function strokeLine({ grey, points }) {
  const triples = Array.from({ length: points.length / 3 }, (_, i) =>
    [points[3 * i], points[3 * i + 1], points[3 * i + 2]].map(round).join(),
  );
  const paths = strokePaths(points).map(({ width, d }) => `<path stroke-width="${round(width)}" d="${d}"/>`);
  return `<g data-grey="${grey}" data-points="${triples.join(' ')}" stroke="${colour(grey)}">${paths.join('')}</g>`;
}

/** @param {string} line @returns {Mark | null} */
function readStroke(line) {
  const found = /^<g data-grey="(\d{1,3})" data-points="([-\d., ]+)"/.exec(line);
  if (!found) return null;
  const points = found[2].split(/[, ]/).map(Number);
  const mark = { kind: /** @type {const} */ ('stroke'), grey: Number(found[1]), points };
  return isGood(mark) && strokeLine(mark) === line ? mark : null;
}

/**
 * @param {Mark} fill
 * @param {string} area
 */
function fillLine({ grey, points }, area) {
  const place = `${round(points[0])},${round(points[1])}`;
  const looks = `fill="${colour(grey)}" shape-rendering="crispEdges"`;
  return `<path data-grey="${grey}" data-fill="${place}" ${looks} d="${area}"/>`;
}

/** @param {string} line @returns {Mark | null} */
function readFill(line) {
  const found = /^<path data-grey="(\d{1,3})" data-fill="([-\d.]+),([-\d.]+)".* d="([MhvHz\d ]*)"\/>$/.exec(line);
  if (!found) return null;
  const [grey, x, y] = found.slice(1, 4).map(Number);
  const area = found[4];
  const mark = { kind: /** @type {const} */ ('fill'), grey, points: [x, y, 1] };
  return isGood(mark) && fillLine(mark, area) === line ? mark : null;
}

/** @param {ArrayLike<number>} pixels 784: a path for each grey level */
function baseLine(pixels) {
  const levels = [...new Set(Array.from(pixels))].filter((level) => level > 0).sort((a, b) => a - b);
  const paths = levels.map((level) => {
    const mask = Array.from(pixels, (pixel) => (pixel === level ? 1 : 0));
    return `<path fill="${colour(level)}" d="${areaPath(mask, IMAGE_SIDE)}"/>`;
  });
  const data = Array.from(pixels, byte).join('');
  return `<g data-base="${data}" transform="scale(12)" shape-rendering="crispEdges">${paths.join('')}</g>`;
}

/** @param {string | undefined} line @returns {Uint8Array | null} */
function readBase(line = '') {
  const data = /^<g data-base="([\da-f]{1568})"/.exec(line)?.[1].match(/../g);
  const pixels = data && Uint8Array.from(data, (pair) => Number.parseInt(pair, 16));
  return pixels && baseLine(pixels) === line ? pixels : null;
}

/** Whether the engine would take it. @param {{ grey: number, points: number[] }} mark */
function isGood({ grey, points }) {
  const good = (/** @type {number} */ value, /** @type {number} */ i) =>
    i % 3 === 2 ? value > 0 && value <= WIDEST : Math.abs(value) <= FARTHEST;
  return grey <= 255 && points.length % 3 === 0 && points.every(good);
}
