// Where the three builds lie. Bundlers see these files by the way in which they are written here, take them along as they
// are and give them other names, so each is told its hash here.

import { SHA256 } from './build.js';

/** @type {Record<import('./variants.js').Variant, { glue: URL, wasm: URL, sha256?: string }>} */
export const BUILDS = {
  'relaxed-threads': {
    glue: new URL('./fitting-room-relaxed-threads.js', import.meta.url),
    wasm: new URL('./fitting-room-relaxed-threads.wasm', import.meta.url),
    sha256: SHA256['engine/fitting-room-relaxed-threads.wasm'],
  },
  'simd-threads': {
    glue: new URL('./fitting-room-simd-threads.js', import.meta.url),
    wasm: new URL('./fitting-room-simd-threads.wasm', import.meta.url),
    sha256: SHA256['engine/fitting-room-simd-threads.wasm'],
  },
  simd: {
    glue: new URL('./fitting-room-simd.js', import.meta.url),
    wasm: new URL('./fitting-room-simd.wasm', import.meta.url),
    sha256: SHA256['engine/fitting-room-simd.wasm'],
  },
};
