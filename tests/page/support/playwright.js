// npm's files live in web/, beside what the page itself takes from there. This is the one place that knows.

export * from '../../../web/node_modules/@playwright/test/index.mjs';
export { AxeBuilder } from '../../../web/node_modules/@axe-core/playwright/dist/index.mjs';
