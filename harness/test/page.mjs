// SPDX-License-Identifier: MIT
// The HTML report in a browser: opened from disk, walked through by link, filter and keyboard.
// usage: page.mjs NODE_MODULES REPORT.html [FOLDER]    FOLDER: where pictures of it go
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , modules, report, pictures] = process.argv;
const { chromium } = createRequire(path.resolve(modules, 'x.js'))('playwright-core');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const url = pathToFileURL(path.resolve(report)).href;
const troubles = [];
let passed = 0;

async function open(hash = '', options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error') troubles.push(message.text()); });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => { if (!/^(file|data|blob):/.test(request.url())) troubles.push(request.url()); });
  const begun = Date.now();
  await page.goto(url + hash);
  await page.waitForFunction(() => document.getElementById('told').textContent !== '');
  return { page, ms: Date.now() - begun };
}

async function test(name, body) {
  await body();
  assert.deepEqual(troubles, [], name);
  passed += 1;
  console.log(`ok  ${name}`);
}

// A link to a run that has failures.
async function failing() {
  const { page } = await open();
  return page.evaluate(() => {
    const run = RUNS.find((one) => one.cases.some((test) => test.outcome === 'FAIL'));
    return hashOf({ view: 'run', target: run.target, role: run.role, verdict: 'FAIL' });
  });
}

const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

await test('opens from disk with a row a requirement', async () => {
  const { page, ms } = await open();
  console.log(`    shown after ${ms} ms`);
  assert.ok(await page.locator('tbody tr').count() > 5);
  if (pictures) await page.screenshot({ path: path.join(pictures, 'desktop.png') });
});

await test('a cell leads to its cases, and a case has a link of its own', async () => {
  const { page } = await open('#view=matrix');
  const cell = page.locator('.matrix td a.FAIL').first();
  const label = await cell.getAttribute('aria-label');
  await cell.click();
  await page.waitForSelector('details.case');
  assert.ok(label.includes(await page.locator('h2').last().textContent()), label);
  await page.locator('details.case summary').first().click();
  const link = page.getByRole('link', { name: 'Link to this case' }).first();
  const there = new URL(await link.getAttribute('href'), url).href;
  const again = await open(new URL(there).hash);
  assert.equal(await again.page.locator('details.case').count(), 1);
  assert.ok(await again.page.locator('details.case[open] .wire').isVisible());
  assert.ok(await again.page.locator('details.case[open] svg title').count() === 1);
});

await test('the offending octet is marked where a finding has one', async () => {
  const { page } = await open('#view=run');
  const marked = await page.evaluate(() => {
    const run = RUNS.find((one) => one.cases.some((test) => test.mark !== null && test.outcome === 'FAIL'));
    const test = run?.cases.find((one) => one.mark !== null && one.outcome === 'FAIL');
    return test && hashOf({ view: 'run', target: run.target, role: run.role, case: test.id });
  });
  assert.ok(marked, 'no run of this report has a marked octet');
  const { page: shown } = await open(marked);
  assert.equal(await shown.locator('.wire mark').count(), 1);
  if (pictures) await shown.screenshot({ path: path.join(pictures, 'case.png'), fullPage: true });
});

await test('filters narrow what is shown, keep the focus, and are in the link', async () => {
  const { page } = await open('#view=matrix');
  const before = await page.locator('tbody tr').count();
  await page.getByLabel('name contains').fill('final');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
  const after = await page.locator('tbody tr').count();
  assert.ok(after > 0 && after < before, `${after} of ${before}`);
  assert.ok(page.url().includes('q=final'));
  await page.getByLabel('verdict').selectOption('FAIL');
  await page.waitForFunction(() => location.hash.includes('verdict=FAIL'));
  assert.equal(await page.locator('tbody tr:not(:has(.FAIL))').count(), 0);
  await page.goBack();
  await page.waitForFunction(() => !location.hash.includes('verdict=FAIL'));
});

await test('everything can be reached and opened by keyboard', async () => {
  const { page } = await open(await failing());
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.locator('details.case summary').first().focus();
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('details.case[open]').count() >= 1);
});

await test('coverage and comparison say something', async () => {
  for (const view of ['coverage', 'compare']) {
    const { page } = await open('', {});
    await page.evaluate((name) => { location.hash = `#view=${name}`; }, view);
    await page.waitForSelector(view === 'coverage' ? 'h3' : 'table');
  }
});

await test('fits a phone, in the dark too', async () => {
  for (const hash of ['#view=matrix', await failing()]) {
    const { page } = await open(hash, { viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
    assert.ok(await wide(page) <= 0, `${hash} is ${await wide(page)} px too wide`);
    if (pictures) await page.screenshot({ path: path.join(pictures, `phone-${hash.slice(6, 9)}.png`) });
  }
});

await browser.close();
console.log(`${passed} passed, 0 failed`);
