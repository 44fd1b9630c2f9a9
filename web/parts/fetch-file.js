/**
 * A file of this site: the ready-made model, or a network.
 * @param {string} path
 * @throws {Error} with a sentence for the visitor
 */
export async function fetchFile(path) {
  const response = await fetch(path).catch(() => null);
  if (!response?.ok) {
    throw new Error('The network could not be downloaded. Check the connection and try again.');
  }
  return response;
}
