// The build copies npm's libraries to vendor/; their types stay in node_modules.
declare module '*/vendor/uplot/uPlot.esm.js' {
  import uPlot from 'uplot';
  export default uPlot;
}
declare module '*/vendor/noble-hashes/sha2.js' {
  export * from '@noble/hashes/sha2.js';
}
declare module '*/vendor/noble-hashes/utils.js' {
  export * from '@noble/hashes/utils.js';
}
declare module '*/vendor/fflate/browser.js' {
  export * from 'fflate';
}
