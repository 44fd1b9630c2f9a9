// Debian's Chromium, for the tests of the page and for the benchmarks.

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** It asks for nothing on a network of its own accord, and shows nothing that only a first start has. */
export const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
