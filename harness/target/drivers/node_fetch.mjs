// SPDX-License-Identifier: MIT
// Driver for the fetch that a JavaScript runtime has built in (Node's is undici), and, where a package is
// named behind it, for that package's. They keep connections by themselves, refuse an Expect field, and
// have a limit for the whole exchange alone: neither "expect" nor "limit" (about silence) is named.
import { readFileSync } from 'node:fs';
import { drive } from './node_driver.mjs';

const [name, module] = process.argv.slice(2);
const fetchIt = module ? await importFetch() : fetch;
const { deno, bun, node, undici } = process.versions;
const version = module ? versionOf(module) : deno ?? bun ?? `${node}${undici ? ` (undici ${undici})` : ''}`;

async function importFetch() {
  const loaded = await import(module);
  return loaded.fetch ?? loaded.default;
}

function versionOf(installed) {
  return JSON.parse(readFileSync(new URL(`node_modules/${installed}/package.json`, import.meta.url))).version;
}

drive(name, version, ['head', 'post', 'method', 'fields', 'reuse', 'status', 'concurrent'],
  async (request) => {
    const response = await fetchIt(request.url, {
      method: request.method,
      headers: request.fields,
      body: request.octets,
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeout_ms),
    });
    return { status: response.status, content: await response.arrayBuffer() };
  });
