// Which files the modules of the page become.

/**
 * @param {Map<string, string[]>} modules and what each imports, without what it imports only when it is wanted
 * @param {string[]} named modules that must be files of their own, since others ask for them
 * @returns {{ begins: string[], shared: string[] }} `begins`: with what a file begins: a module that no other simply
 *   imports; what it imports belongs to it, except for `shared`: what two of them need
 */
export function pageFiles(modules, named) {
  const imported = new Set([...modules.values()].flat());
  const begins = [...modules.keys()].filter((file) => !imported.has(file) || named.includes(file));

  /** The files that need a module. @type {Map<string, Set<string>>} */
  const users = new Map();
  const use = (/** @type {string} */ file, /** @type {string} */ by) => {
    const known = users.get(file) ?? new Set();
    if (known.has(by) || (file !== by && begins.includes(file))) return;
    users.set(file, known.add(by));
    for (const other of modules.get(file) ?? []) use(other, by);
  };
  for (const file of begins) use(file, file);
  return { begins, shared: [...users.keys()].filter((file) => users.get(file).size > 1).toSorted() };
}
