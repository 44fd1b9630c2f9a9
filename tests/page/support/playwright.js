// npm's files live in web/, beside what the page itself takes from there. This is the one place that knows.

export * from '../../../web/node_modules/@playwright/test/index.mjs';
export { build } from '../../../web/node_modules/esbuild/lib/main.js';
export { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs';
