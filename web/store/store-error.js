// What can go wrong with keeping.

/**
 * Full: there is no room. Denied: the browser keeps nothing for this page. Damaged: what was kept cannot be read.
 * Newer: it is from a later version of the page. Elsewhere: another tab has it. Failed: anything else.
 * @typedef {'full' | 'denied' | 'damaged' | 'newer' | 'elsewhere' | 'failed'} StoreErrorCode
 */

/** Its message is a sentence for the visitor. */
export class StoreError extends Error {
  /**
   * @param {StoreErrorCode} code
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** @param {unknown} error from the browser @returns {StoreError} */
export function asStoreError(error) {
  if (error instanceof StoreError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') {
    return new StoreError('full', 'There is no room left on this device for what is to be kept.', { cause: error });
  }
  if (['SecurityError', 'NotAllowedError', 'InvalidStateError', 'UnknownError'].includes(name)) {
    return new StoreError('denied', 'The browser keeps nothing for this page, as in a private window.', {
      cause: error,
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError('failed', `It could not be kept: ${reason}`, { cause: error });
}
