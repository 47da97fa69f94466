// SPDX-License-Identifier: MIT
// The playground of `interim serve` in a browser: sequences and faults sent, results read, lines typed into a shell.
// usage: playground.mjs NODE_MODULES INTERIM [FOLDER]    FOLDER: where pictures of it go
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';

const [, , modules, interim, pictures] = process.argv;
const { chromium } = createRequire(path.resolve(modules, 'x.js'))('playwright-core');
const PATIENCE_MS = 20000;
let passed = 0;

async function serve(...options) {
  const child = spawn(interim, ['serve', '--time-scale', '0.2', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return { child, url: line.split('\n')[0] };
}

const server = await serve();
const { url } = server;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

// Faults make errors of the network, and the console names them: those are what is looked for here.
const troubles = [];
const expected = /^Failed to load resource: (net::ERR_|the server responded with a status of 4)/;

async function open(hash = '', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) troubles.push(request.url());
  });
  await page.goto(url + hash);
  return page;
}

async function test(name, body) {
  await body();
  assert.deepEqual(troubles, [], name);
  passed += 1;
  console.log(`ok  ${name}`);
}

// Waits until the run is over, and tells what the page says of it.
async function told(page) {
  await page.waitForFunction(() => !/^(Nothing was sent|Sent:|Watching)/.test(byId('told').textContent));
  return page.locator('#told').textContent();
}

const sent = (page) => page.locator('#server .event.sent .octets').allTextContents();
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
const picture = (page, name) => (pictures ? page.screenshot({ path: path.join(pictures, `playground-${name}.png`) }) : null);

await test('102 every so often arrives as one answer, and each of them is shown as it was sent', async () => {
  const page = await open();
  await page.getByLabel('102 every so often').check();
  await page.getByLabel('how many').fill('3');
  await page.getByLabel('seconds between them').fill('0.5');
  await page.getByRole('button', { name: 'Send it from this page' }).click();
  assert.match(await told(page), /^delivered: 200 after/);
  const octets = (await sent(page)).join('');
  assert.equal(octets.match(/HTTP\/1\.1 102 Processing\\r\\n/g).length, 3, octets);
  assert.equal(await page.locator('#line svg .mark.interim').count() >= 3, true);
  assert.match(await page.locator('#client').textContent(), /firstInterimResponseStart/);
  await picture(page, 'desktop');
});

await test('103 names a resource, and what was done with it is shown', async () => {
  const page = await open('#recipe=hints&fault=');
  await page.getByRole('button', { name: 'Navigate a frame to it' }).click();
  assert.match(await told(page), /^delivered: 200/);
  assert.match((await sent(page)).join(''), /Link: <\/hint\.css\?token=t/);
});

await test('an image, a HEAD, content, a 204, WebDAV and a 202 are what they say', async () => {
  const page = await open('#recipe=image&fault=');
  await page.getByRole('button', { name: 'Load it as an image' }).click();
  assert.match(await told(page), /^delivered/);
  for (const [recipe, expectation] of [['head', /^delivered: 200/], ['before', /^delivered: 200/], ['after', /^delivered: 200/],
    ['early', /^delivered: 403/], ['no-content', /^delivered: 204/], ['large', /^delivered: 200/], ['chunked', /^delivered: 200/],
    ['webdav', /^Answered: 201, 201, 207, 204/], ['accepted', /^Answered: 202, 200, 200, 200/]]) {
    await page.goto(`${url}#recipe=${recipe}&fault=`);
    await page.getByRole('button', { name: 'Send it from this page' }).click();
    assert.match(await told(page), expectation, recipe);
    const count = await page.evaluate((id) => RECIPES.get(id).requests.length, recipe);
    await page.waitForFunction((wanted) => document.querySelectorAll('#server .exchange').length >= wanted, count);
    await page.evaluate(() => { byId('told').textContent = 'Sent: what was before'; });
  }
});

await test('faults from the table: one that the browser refuses, one that it takes', async () => {
  const page = await open();
  await page.getByLabel('name or sentence contains').fill('before the last octet');
  assert.equal(await page.locator('#faults tbody tr').count(), 1);
  await page.getByRole('button', { name: 'Try content-cut-off' }).click();
  assert.match(await told(page), /^error after .*Failed to fetch/);
  assert.match(await page.locator('#server').textContent(), /fault content-cut-off[^]*server closes/);
  await picture(page, 'fault');
  await page.getByLabel('name or sentence contains').fill('');
  assert.equal(await page.locator('#faults tbody tr').count(), await page.evaluate(() => DATA.faults.length));
  await page.evaluate(() => { byId('told').textContent = 'Sent: what was before'; });
  await page.getByRole('button', { name: 'Try content-length-in-1xx' }).click();
  assert.match(await told(page), /^delivered: 200/);
  assert.match((await sent(page)).join(''), /Content-Length: 0/);
  assert.match(await page.locator('#server .finding').first().textContent(), /^interim\.no-content-length \(must-not, RFC 9110 .8\.6\): /);
});

await test('a fault that hangs ends at the limit', async () => {
  const page = await open('#recipe=several&fault=no-final-after-1xx');
  await page.getByLabel('give up after seconds').fill('1');
  await page.getByRole('button', { name: 'Send it from this page' }).click();
  assert.match(await told(page), /^hang after \d+\.\d+ s/);
});

await test('the keyboard is enough', async () => {
  const page = await open('#recipe=every&fault=');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.value), 'several');
  for (let press = 0; press < 12 && await page.evaluate(() => document.activeElement.id) !== 'send'; press += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.match(await told(page), /^delivered: 200/);
  assert.match((await sent(page)).join(''), /HTTP\/1\.1 199 /);
});

await test('every control has a name, and what cannot be sent says so', async () => {
  const page = await open('#recipe=continue&fault=two-100');
  assert.ok(await page.locator('#send').isDisabled());
  assert.match(await page.locator('#by-hand').textContent(), /cannot send this/);
  const nameless = await page.evaluate(() => [...document.querySelectorAll('input, select, button, a')]
    .filter((one) => !(one.labels?.length || one.textContent.trim() || one.ariaLabel)).map((one) => one.outerHTML));
  assert.deepEqual(nameless, []);
});

// The lines to copy, typed into a shell.
const shell = (line) => new Promise((done) => {
  execFile('sh', ['-c', line], { timeout: PATIENCE_MS, encoding: 'latin1' }, (_, out, err) => done(out + err));
});

await test('the lines to copy do what they say, and their exchange is shown', async () => {
  const page = await open('#recipe=continue&fault=two-100');
  const [curl, nc] = await page.locator('#lines pre').allTextContents();
  assert.match(await shell(curl), /< HTTP\/1\.1 100 Continue[^]*< HTTP\/1\.1 200 OK/);
  assert.match(await shell(nc), /(HTTP\/1\.1 100 Continue\r\n\r\n){2}HTTP\/1\.1 200 OK/);
  await page.getByRole('button', { name: 'Show what the server sent it' }).click();
  await page.waitForFunction(() => byId('server').textContent.includes('100 Continue'));
  assert.equal(await page.locator('#server .exchange').count(), 2);
  await page.getByRole('button', { name: 'Show the last exchanges of all clients' }).click();
  await page.waitForFunction(() => document.querySelectorAll('#server .exchange').length > 2);
  await page.goto(`${url}#recipe=pipelined&fault=pipeline-reversed`);
  const [pipelined] = await page.locator('#lines pre').allTextContents();
  assert.match(await shell(pipelined), /103 Early Hints[^]*-second[^]*102 Processing/);
});

await test('nothing that a client sends gets into the page but as text', async () => {
  const evil = '<img/src=x onerror=troubles()><script>alert(1)</script>';
  const page = await open();
  await fetch(`${url}?interim=102&token=EVIL&x=${evil}`, { headers: { 'User-Agent': evil, Cookie: 'secret=1' } });
  await page.evaluate(async () => { showServer(await exchangesOf('EVIL')); });
  assert.match(await page.locator('#server').textContent(), /Cookie: \(not kept\)/i);
  assert.equal(await page.locator('#server img, #server script').count(), 0);
  assert.ok((await page.locator('#server').textContent()).includes('onerror'));
});

await test('a server with a fault of its own says so, and its page works', async () => {
  const faulty = await serve('--fault', 'two-finals');
  const page = await browser.newPage();
  await page.goto(faulty.url);
  assert.match(await page.locator('#always').textContent(), /--fault two-finals/);
  await page.close();
  faulty.child.kill('SIGINT');
  assert.deepEqual(await once(faulty.child, 'exit'), [0, null]);
});

await test('fits a phone, in the dark too', async () => {
  const page = await open('#recipe=several&fault=', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
  await page.getByRole('button', { name: 'Send it from this page' }).click();
  assert.match(await told(page), /^delivered/);
  assert.ok(await wide(page) <= 0, `${await wide(page)} px too wide`);
  await picture(page, 'phone');
});

await browser.close();
server.child.kill('SIGINT');
assert.deepEqual(await once(server.child, 'exit'), [0, null], 'Ctrl-C ends it in order');
console.log(`${passed} passed, 0 failed`);
