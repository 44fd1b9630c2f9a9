// What of a message is handed over instead of copied.

/**
 * The buffers of all arrays of numbers in a message. Both ends of the protocol send only arrays that are
 * copies already, each with a buffer of its own, and nobody looks at them after sending.
 * @param {unknown} message
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(message) {
  if (ArrayBuffer.isView(message)) return [/** @type {ArrayBuffer} */ (message.buffer)];
  if (message === null || typeof message !== 'object') return [];
  return Object.values(message).flatMap(buffersOf);
}
