// SPDX-License-Identifier: MIT
// Driver for the fetch of a real browser without a window, led through its remote protocol: Chromium's
// DevTools protocol, or Firefox' WebDriver BiDi. The page has no origin to be the same as ours: Chromium
// is started without its cross-origin checks, and in Firefox the script runs as the browser itself does.
// The profile is new, in a folder that whoever starts us removes.
// usage: node_browser.mjs chromium|firefox PROGRAM FOLDER
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import readline from 'node:readline';
import { drive } from './node_driver.mjs';

const [name, program, folder] = process.argv.slice(2);
const profile = mkdtempSync(join(folder, 'profile-'));

// What the page does: a fetch whose content comes back as text of ISO 8859-1.
const PAGE_FETCH = `async (request) => {
  const text = (octets) => Array.from(new Uint8Array(octets), (c) => String.fromCharCode(c)).join('');
  try {
    const headers = new Headers(request.fields);
    const body = request.content === null ? undefined
      : Uint8Array.from(request.content, (c) => c.charCodeAt(0));
    const response = await fetch(request.url, { method: request.method, headers, body,
      cache: 'no-store', redirect: 'manual', signal: AbortSignal.timeout(request.timeout_ms) });
    const content = await response.arrayBuffer();
    return JSON.stringify({ status: response.status, content: text(content.slice(0, 65536)) });
  } catch (error) {
    return JSON.stringify({ error: String(error) });
  }
}`;

const QUIET = {
  'browser.shell.checkDefaultBrowser': false, 'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.enabled': false, 'app.normandy.enabled': false, 'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false, 'browser.safebrowsing.update.enabled': false,
  'services.settings.server': 'data:,', 'toolkit.telemetry.enabled': false, 'network.proxy.type': 0,
  'extensions.update.enabled': false, 'media.gmp-manager.url': 'data:,',
};

const BROWSERS = {
  chromium: {
    arguments: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-proxy-server',
      '--disable-web-security', '--disable-features=LocalNetworkAccessChecks', '--disable-dev-shm-usage',
      '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    listening: /^DevTools listening on (\S+)/,
    open: openChromium,
  },
  firefox: {
    arguments: ['--headless', '--no-remote', '--remote-debugging-port', '0', '--remote-allow-system-access',
      '--profile', profile, 'about:blank'],
    listening: /^WebDriver BiDi listening on (\S+)/,
    open: openFirefox,
  },
};

// Sends numbered commands and hands each its result.
async function connect(url, result) {
  const socket = new WebSocket(url);
  const waiting = new Map();
  let last = 0;
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`no connection to ${url}`));
  });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    const waiter = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) waiter?.reject(new Error(JSON.stringify(message)));
    else waiter?.resolve(result(message));
  };
  return (method, params, more) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    socket.send(JSON.stringify({ id: last, method, params, ...more }));
  });
}

async function openChromium(url) {
  const command = await connect(url, (message) => message.result);
  const { product } = await command('Browser.getVersion', {});
  const { targetInfos } = await command('Target.getTargets', {});
  const { targetId } = targetInfos.find(({ type }) => type === 'page');
  const { sessionId } = await command('Target.attachToTarget', { targetId, flatten: true });
  const evaluate = async (expression) => {
    const { result } = await command('Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true }, { sessionId });
    return result.value;
  };
  return { version: product, evaluate };
}

async function openFirefox(url) {
  const command = await connect(`${url}/session`, (message) => message.result);
  const { capabilities } = await command('session.new', { capabilities: {} });
  const { contexts } = await command('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const evaluate = async (expression) => {
    const { result } = await command('script.evaluate',
      { expression, awaitPromise: true, target: { context: contexts[0].context } });
    return result.value;
  };
  return { version: `Firefox/${capabilities.browserVersion}`, evaluate };
}

function start({ arguments: list, listening }) {
  const preferences = Object.entries(QUIET).map(([key, value]) =>
    `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, 'user.js'), preferences.join(''));
  const browser = spawn(program, list, {
    env: { ...process.env, HOME: profile }, stdio: ['ignore', 'ignore', 'pipe'] });
  process.on('exit', () => {
    browser.kill('SIGKILL'); // its other processes end with it
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(1));
  return new Promise((resolve, reject) => {
    readline.createInterface({ input: browser.stderr }).on('line', (line) => {
      const found = listening.exec(line);
      if (found) resolve(found[1]);
    });
    browser.on('error', reject);
    browser.on('exit', () => process.exit(1));
  });
}

const { version, evaluate } = await BROWSERS[name].open(await start(BROWSERS[name]));
process.stdin.on('close', () => process.exit(0));
drive(`${name}-fetch`, version, ['head', 'post', 'method', 'fields', 'reuse', 'status', 'concurrent'],
  async ({ octets: _, ...request }) => {
    const said = JSON.parse(await evaluate(`(${PAGE_FETCH})(${JSON.stringify(request)})`));
    if (said.error) throw new Error(said.error);
    return { status: said.status, content: Buffer.from(said.content, 'latin1') };
  });
