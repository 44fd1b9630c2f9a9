// Why a file cannot be had, in a sentence for the visitor or for the one who set up the host.
//
// Without import and export: the engine imports it, and the page runs it as a classic script, since it is to speak where
// modules cannot be had.

/**
 * What keeps a file away. `code` as EngineError has it: `download`, where trying again may help.
 * @typedef {{ code: 'download' | 'forbidden' | 'unsupported' | 'other-version', message: string, cause?: unknown }} Fault
 */

// eslint-disable-next-line no-var -- so it is a global of the classic script, and TypeScript knows it
var fileFaults = (() => {
  const BUILD = 'build_unbuilt'; // as in build.js, which needs modules
  const CURRENT = 'Update the browser, or open the page in a current Chrome, Edge, Firefox or Safari.';
  const SIGN_IN = 'If this network asks for a sign-in, do that first; then load the page again.';

  /** A file's name for a sentence: from the page's folder, or else its whole address. @param {URL} url */
  function nameOf(url) {
    const { protocol, origin, href } = self.location;
    if (url.origin !== origin || protocol === 'blob:') return url.href;
    const folder = new URL('.', href).pathname;
    return url.pathname.startsWith(folder) ? url.pathname.slice(folder.length) : url.pathname;
  }

  /** Notes what the Content-Security-Policy forbids from now on. */
  function watchPolicy() {
    /** @type {SecurityPolicyViolationEvent[]} */
    const violations = [];
    const note = (/** @type {Event} */ event) =>
      void violations.push(/** @type {SecurityPolicyViolationEvent} */ (event));
    self.addEventListener('securitypolicyviolation', note);
    return {
      /** The fault, where a file was forbidden. @param {URL} url @returns {Promise<Fault | null>} */
      async forbids(url) {
        await new Promise((resolve) => setTimeout(resolve, 50)); // what was forbidden is told before it is reported
        const found = violations.find(({ blockedURI }) => url.href.startsWith(blockedURI) && blockedURI !== '');
        if (!found) return null;
        const message = `The Content-Security-Policy of this page forbids the file ${nameOf(url)}. Whoever set up the host must allow it in ${found.effectiveDirective}.`;
        return { code: 'forbidden', message };
      },
      end: () => self.removeEventListener('securitypolicyviolation', note),
    };
  }

  /**
   * Why there is no answer.
   * @param {URL} url
   * @param {ReturnType<typeof watchPolicy>} policy since before it was asked for
   * @returns {Promise<Fault>}
   */
  async function whyUnanswered(url, policy) {
    const place = faultOfPlace();
    if (place) return place;
    const name = nameOf(url);
    const own = url.origin === self.location.origin;
    if (own && (await fetch(url, { redirect: 'manual' }).catch(() => null))?.type === 'opaqueredirect') {
      const message = `In place of the file ${name} the server sends the browser to another site. ${SIGN_IN}`;
      return { code: 'download', message };
    }
    const forbidden = await policy.forbids(url);
    if (forbidden) return forbidden;
    if (!own) {
      const message = `The server ${url.origin} cannot be reached, or does not let this page read the file ${name}, for which it must send the header Access-Control-Allow-Origin.`;
      return { code: 'download', message };
    }
    // Late, since what is on this machine is had without a line, too.
    if (!navigator.onLine) {
      const message = `The browser is offline: the file ${name} could not be downloaded. Check your connection and try again.`;
      return { code: 'download', message };
    }
    const message = `The file ${name} could not be downloaded: the server cannot be reached, or an extension of the browser blocks the file. Check your connection and try again.`;
    return { code: 'download', message };
  }

  /** What is wrong with an answer. @param {URL} url @param {Response} response @param {boolean} script @returns {Fault | null} */
  function faultOfAnswer(url, response, script) {
    const name = nameOf(url);
    const fault = (/** @type {string} */ message) => ({ code: /** @type {const} */ ('download'), message });
    const { status } = response;
    if (status === 404 || status === 410) {
      return fault(
        `The file ${name} is missing on the server. Try again later; whoever put the page there must copy its whole folder.`,
      );
    }
    if (status === 401 || status === 403) {
      return fault(
        `The server refuses the file ${name} (${status}). ${SIGN_IN} Else, whoever set up the host must allow it.`,
      );
    }
    if (!response.ok) return fault(`The server answered ${status} to the request for the file ${name}. Try again.`);
    const type = (response.headers.get('Content-Type') ?? '').split(';')[0].trim();
    if (type === 'text/html') return fault(`In place of the file ${name} the server sends a web page. ${SIGN_IN}`);
    if (script && !/^(text|application)\/(x-)?(java|ecma)script$/.test(type)) {
      const as = type ? `as “${type}”` : 'without a type';
      return fault(
        `The server sends the file ${name} ${as}, and browsers do not run that. Whoever set up the host must let it send .js files as text/javascript.`,
      );
    }
    return null;
  }

  /**
   * Fetches a file.
   * @param {URL} url
   * @param {RequestInit & { script?: boolean }} [init] `script`: it must be JavaScript
   * @returns {Promise<{ response: Response, fault: null } | { response: null, fault: Fault }>}
   * @throws the signal's reason, when it is aborted
   */
  async function tryFetch(url, { script = false, ...init } = {}) {
    const policy = watchPolicy();
    try {
      const response = await fetch(url, init);
      const fault = faultOfAnswer(url, response, script);
      return fault ? { response: null, fault } : { response, fault };
    } catch (cause) {
      init.signal?.throwIfAborted();
      return { response: null, fault: { ...(await whyUnanswered(url, policy)), cause } };
    } finally {
      policy.end();
    }
  }

  /** The fault of this page's own place, where modules and workers cannot be had. @returns {Fault | null} */
  function faultOfPlace() {
    if (self.location.protocol === 'file:') {
      const message =
        'This page was opened from disk, and browsers run it only from a web server. To start one, run “python3 -m http.server” in its folder, and open http://localhost:8000/.';
      return { code: 'forbidden', message };
    }
    if (self.origin === 'null') {
      const message = `The page around this one shows it in a sandboxed frame, which keeps it from its own files. Open it in a tab of its own: ${self.location.href}`;
      return { code: 'forbidden', message };
    }
    return null;
  }

  /**
   * Fetches files: modules with all that they import, and style sheets.
   * @param {URL[]} first
   * @param {RequestCache} cache `reload`: past the browser's cache, so that it has them anew
   * @returns {Promise<{ fault: Fault | null, other: URL | null }>} the first that cannot be had; the first that is not of this
   *   file's build
   */
  async function fetchFiles(first, cache) {
    const known = new Set(first.map(String));
    /** @type {URL | null} */
    let other = null;
    for (let files = first; files.length > 0;) {
      const answers = await Promise.all(files.map((url) => readFile(url, cache)));
      for (const { url, fault, text } of answers) {
        if (fault) return { fault, other };
        if (!text.includes(BUILD)) other ??= url;
      }
      const imported = answers.flatMap(({ url, text }) =>
        [...text.matchAll(/^(?:import |(?:import|export|\}).* from )['"](\.[^'"]+)['"]/gm)].map(
          ([, to]) => new URL(to, url).href,
        ),
      );
      files = [...new Set(imported)].filter((file) => !known.has(file)).map((file) => (known.add(file), new URL(file)));
    }
    return { fault: null, other };
  }

  /** @param {URL} url @param {RequestCache} cache */
  async function readFile(url, cache) {
    const { response, fault } = await tryFetch(url, { cache, script: url.pathname.endsWith('.js') });
    if (fault) return { url, fault, text: '' };
    const text = await response.text().catch(() => null);
    const message = `The connection was cut while the file ${nameOf(url)} was being downloaded. Try again.`;
    return text === null
      ? { url, fault: { code: /** @type {const} */ ('download'), message }, text: '' }
      : { url, fault, text };
  }

  /**
   * Why a module did not run: the first file that is at fault, of all that it imports, or the browser. All of them are
   * fetched anew, so that the next try has them as they are on the server.
   * @param {unknown} error
   * @param {...URL} modules
   * @returns {Promise<Fault>}
   */
  async function explainModule(error, ...modules) {
    const place = faultOfPlace();
    if (place) return place;
    const { fault, other } = await fetchFiles(modules, 'reload');
    if (fault) return fault;
    if (other) {
      const message = `Its files are of two versions. Load the page again; if it stays so, whoever put the page there must copy its whole folder: ${nameOf(other)} on the server is not of the version that was opened here.`;
      return { code: 'other-version', message };
    }
    const said = error instanceof Error ? error.message : String(error ?? '');
    if (error instanceof SyntaxError || /SyntaxError/.test(said)) {
      return /export|import/i.test(said)
        ? { code: 'other-version', message: 'Its files are of two versions. Load the page again.' }
        : { code: 'unsupported', message: `This browser cannot read its JavaScript. ${CURRENT}` };
    }
    if (said === '' || /import|module/i.test(said)) return { code: 'other-version', message: 'Load the page again.' };
    return { code: 'unsupported', message: `It stopped at an error: ${said.replace(/\.$/, '')}. ${CURRENT}` };
  }

  return { build: BUILD, tryFetch, watchPolicy, fetchFiles, explainModule };
})();

globalThis.fileFaults = fileFaults;
