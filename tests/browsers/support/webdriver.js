// A browser as the W3C's WebDriver drives it: the commands that are used here, over HTTP to the driver of Chromium or
// WebKitGTK. Firefox hears the same commands in a protocol of its own, Marionette; geckodriver, which only translates
// between the two, is not in Debian.

import { connect } from 'node:net';

/** Each command: the method and path of WebDriver, and its name in Marionette. */
const COMMANDS = {
  navigate: ['POST', 'url', 'WebDriver:Navigate'],
  switchToFrame: ['POST', 'frame', 'WebDriver:SwitchToFrame'],
  setWindowRect: ['POST', 'window/rect', 'WebDriver:SetWindowRect'],
  executeScript: ['POST', 'execute/sync', 'WebDriver:ExecuteScript'],
  performActions: ['POST', 'actions', 'WebDriver:PerformActions'],
  elementClick: ['POST', 'element/{id}/click', 'WebDriver:ElementClick'],
  elementClear: ['POST', 'element/{id}/clear', 'WebDriver:ElementClear'],
  elementSendKeys: ['POST', 'element/{id}/value', 'WebDriver:ElementSendKeys'],
  getComputedRole: ['GET', 'element/{id}/computedrole', 'WebDriver:GetComputedRole'],
  getComputedLabel: ['GET', 'element/{id}/computedlabel', 'WebDriver:GetComputedLabel'],
};

/** @typedef {keyof typeof COMMANDS} Command */
/** @typedef {(command: Command, parameters: Record<string, unknown>) => Promise<any>} Send */
/** @typedef {{ [key: string]: string }} WebElement as WebDriver names an element: one entry, whose value is its id */

/** @param {string} command @param {{ error: string, message: string }} problem */
const refused = (command, { error, message }) => new Error(`${command}: ${error}: ${message}`);

/**
 * A session over HTTP.
 * @param {string} driver its address
 * @param {object} capabilities
 * @returns {Promise<{ send: Send, end: () => Promise<void> }>}
 */
export async function httpSession(driver, capabilities) {
  /** @param {string} method @param {string} path @param {object} [body] */
  async function request(method, path, body) {
    const response = await fetch(`${driver}/session${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = /** @type {any} */ (await response.json());
    if (!response.ok) throw refused(`${method} ${path}`, value);
    return value;
  }
  const { sessionId } = await request('POST', '', { capabilities: { alwaysMatch: capabilities } });
  return {
    send(command, parameters) {
      const [method, path] = COMMANDS[command];
      const body = method === 'GET' ? undefined : parameters;
      return request(method, `/${sessionId}/${path.replace('{id}', String(parameters.id))}`, body);
    },
    end: () => request('DELETE', `/${sessionId}`),
  };
}

/**
 * A session over Marionette: messages in JSON, each behind its length.
 * @param {number} port
 * @param {object} capabilities
 * @returns {Promise<{ send: Send, end: () => Promise<void> }>}
 */
export async function marionetteSession(port, capabilities) {
  const socket = connect(port, '127.0.0.1');
  /** @type {Map<number, { name: string, resolve: (result: any) => void, reject: (error: Error) => void }>} */
  const pending = new Map();
  let received = Buffer.alloc(0);
  let lastId = 0;

  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes]);
    for (;;) {
      const colon = received.indexOf(':');
      const end = colon + 1 + Number(received.subarray(0, Math.max(0, colon)));
      if (colon < 0 || received.length < end) return;
      const message = JSON.parse(received.subarray(colon + 1, end).toString());
      received = received.subarray(end);
      if (!Array.isArray(message)) continue; // its greeting
      const [, id, error, result] = message;
      const { name, resolve, reject } = pending.get(id);
      pending.delete(id);
      if (error) reject(refused(name, error));
      else resolve(result);
    }
  });
  const fail = (/** @type {Error | undefined} */ error) => {
    for (const { name, reject } of pending.values()) reject(error ?? new Error(`${name}: Firefox has ended.`));
    pending.clear();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(undefined));

  /** @param {string} name @param {object} parameters */
  const request = (name, parameters) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      pending.set(id, { name, resolve, reject });
      const text = JSON.stringify([0, id, name, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });

  await request('WebDriver:NewSession', capabilities);
  // A Firefox that is driven lets files read others, which a visitor's does not.
  const script = "Services.prefs.clearUserPref('security.fileuri.strict_origin_policy')";
  await request('Marionette:SetContext', { value: 'chrome' });
  await request('WebDriver:ExecuteScript', { script, args: [] });
  await request('Marionette:SetContext', { value: 'content' });
  return {
    async send(command, parameters) {
      const result = await request(COMMANDS[command][2], parameters);
      return result && 'value' in result ? result.value : result;
    },
    async end() {
      await request('Marionette:Quit', { flags: ['eForceQuit'] });
      socket.end();
    },
  };
}

export class WebDriver {
  #send;

  /** @param {Send} send */
  constructor(send) {
    this.#send = send;
  }

  /** @param {string} url */
  navigate(url) {
    return this.#send('navigate', { url });
  }

  /**
   * Runs a function in the page, and returns what it returns or promises; elements go and come as WebElements.
   * @param {(...values: any[]) => unknown} code knows its arguments and the page, nothing else
   * @param {unknown[]} values
   * @returns {Promise<any>}
   */
  run(code, ...values) {
    return this.#send('executeScript', { script: `return (${code}).apply(null, arguments)`, args: values });
  }

  /** Goes into a frame of the page, for all that follows. @param {number} index */
  enterFrame(index) {
    return this.#send('switchToFrame', { id: index });
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    return this.#send('setWindowRect', { x: 0, y: 0, width, height });
  }

  /**
   * Ways over the window, side by side.
   * @param {Partial<Record<'mouse' | 'pen' | 'touch', object[]>>} ways of each pointer, step by step
   */
  async point(ways) {
    const actions = Object.entries(ways).map(([pointerType, actions]) => {
      return { type: 'pointer', id: pointerType, parameters: { pointerType }, actions };
    });
    await this.#send('performActions', { actions });
  }

  /** @param {WebElement} element */
  click(element) {
    return this.#send('elementClick', { id: idOf(element) });
  }

  /** @param {WebElement} element */
  clear(element) {
    return this.#send('elementClear', { id: idOf(element) });
  }

  /** Types a text, or chooses a file by its path. @param {WebElement} element @param {string} text */
  sendKeys(element, text) {
    return this.#send('elementSendKeys', { id: idOf(element), text });
  }

  /** Its role in the browser's accessibility tree. @param {WebElement} element @returns {Promise<string>} */
  role(element) {
    return this.#send('getComputedRole', { id: idOf(element) });
  }

  /** Its name in the browser's accessibility tree. @param {WebElement} element @returns {Promise<string>} */
  label(element) {
    return this.#send('getComputedLabel', { id: idOf(element) });
  }
}

/** @param {WebElement} element */
const idOf = (element) => Object.values(element)[0];
